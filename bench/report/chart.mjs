/** Draws requests per second as horizontal bars, one panel per work: an SVG for a README, without scripts and styles. */
const [WIDTH, BAR, GAP, LEFT, RIGHT, TITLE] = [760, 18, 6, 130, 90, 34];
const FONT = 'font-family="system-ui, sans-serif" font-size="12"';
const OURS = '#0a7d4f';
const THEIRS = '#8a94a6';

export function chart(works, titles) {
  const panels = [];
  let y = 10;
  for (const [work, contestants] of Object.entries(works)) {
    const entries = Object.entries(contestants).sort(([, a], [, b]) => b.rps - a.rps);
    const most = Math.max(...entries.map(([, { rps }]) => rps));
    panels.push(
      `<text x="10" y="${y + 16}" ${FONT} font-weight="bold" fill="#57606a">${titles[work]}: requests/s</text>`,
    );
    y += TITLE - 8;
    for (const [name, { rps }] of entries) {
      panels.push(bar({ name, rps, y, width: (rps / most) * (WIDTH - LEFT - RIGHT) }));
      y += BAR + GAP;
    }
    y += GAP * 2;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="Requests per second">
${panels.join('\n')}
</svg>
`;
}

function bar({ name, rps, y, width }) {
  const text = (x, anchor, content) =>
    `<text x="${x}" y="${y + 13}" ${FONT} fill="#57606a" text-anchor="${anchor}">${content}</text>`;
  return [
    text(LEFT - 8, 'end', name),
    `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2" fill="${name === 'ledgerlink' ? OURS : THEIRS}"/>`,
    text(LEFT + width + 6, 'start', Math.round(rps).toLocaleString('en')),
  ].join('');
}
