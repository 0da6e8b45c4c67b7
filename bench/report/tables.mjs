import { round } from '../measure/numbers.mjs';

const cell = (value, digits = 0) => {
  const number = round(value, digits);
  return number === null || Number.isNaN(number) ? '' : number.toLocaleString('en', { minimumFractionDigits: digits });
};

const COLUMNS = {
  'requests/s': ({ rps }) => cell(rps),
  'ours is': ({ ratio }) => (ratio ? `${ratio.toFixed(2)}×` : ''),
  'p50 ms': ({ p50Ms }) => cell(p50Ms, 1),
  'added ms': ({ addedMs }) => cell(addedMs, 1),
  'p99 ms': ({ p99Ms }) => cell(p99Ms, 1),
  'RSS MB': ({ rssMb }) => cell(rssMb),
  'CPU ms/request': ({ cpuMs }) => cell(cpuMs, 2),
  'PostgreSQL CPU ms/request': ({ postgresCpuMs }) => cell(postgresCpuMs, 2),
  bytes: ({ bytes }) => cell(bytes),
  statements: ({ statements }) => cell(statements),
};

/** Writes one table of all works: `text` in columns for a terminal, or Markdown. */
export function worksTable(works, markdown) {
  const rows = Object.entries(works).flatMap(([work, contestants]) =>
    Object.entries(contestants).map(([name, result]) => [
      work,
      name,
      ...Object.values(COLUMNS).map((show) => show(result)),
    ]),
  );
  return table(['work', 'contestant', ...Object.keys(COLUMNS)], rows, markdown);
}

export function growthTable(growth, markdown) {
  const head = ['workspaces', 'audit events', 'dashboard p50 ms', 'statements', 'audit page p50 ms', 'statements'];
  const rows = growth.map(({ workspaces, auditRows, dashboard, auditPage }) => [
    cell(workspaces),
    cell(auditRows),
    cell(dashboard.p50Ms, 2),
    cell(dashboard.statements),
    cell(auditPage.p50Ms, 2),
    cell(auditPage.statements),
  ]);
  return table(head, rows, markdown);
}

export function pullTable({ records, perSecond, seconds, bareSeconds, idleMb, addsMb }, markdown) {
  const head = ['records', 'records/s', 'seconds', 'bare loop seconds', 'idle MB', 'above idle MB'];
  const row = [cell(records), cell(perSecond), cell(seconds, 1), cell(bareSeconds, 1), cell(idleMb), cell(addsMb)];
  return table(head, [row], markdown);
}

export function targetsTable(targets, markdown) {
  const rows = targets.map(({ what, wanted, measured, met }) => [what, wanted, measured, met ? 'yes' : 'NO']);
  return table(['what', 'wanted', 'measured', 'met'], rows, markdown);
}

function table(head, rows, markdown) {
  if (markdown) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  }
  const widths = head.map((title, index) => Math.max(title.length, ...rows.map((row) => row[index].length)));
  const isNumber = (index) => rows.every((row) => /^[\d.,×]*$/.test(row[index]));
  const line = (cells) =>
    cells
      .map((text, index) => (isNumber(index) ? text.padStart(widths[index]) : text.padEnd(widths[index])))
      .join('  ');
  return [line(head), ...rows.map(line)].join('\n');
}
