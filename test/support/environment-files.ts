/**
 * The environment table of README.md and `.env.example`, made from SETTINGS and read back. To print them:
 *   npx tsx test/support/environment-files.ts table   (what stands between the markers in README.md)
 *   npx tsx test/support/environment-files.ts example > .env.example
 */
import { fileURLToPath } from 'node:url';
import { SETTINGS, type Setting } from '../../src/infra/config/settings.js';

export const MARKERS = ['<!-- environment -->', '<!-- /environment -->'] as const;

export function environmentTable(settings: readonly Setting[]): string {
  const rows = settings.map(
    ({ name, byDefault, about }) => `| \`${name}\` | ${byDefault && `\`${byDefault}\``} | ${about} |`,
  );
  return ['| variable | default | what it is |', '|---|---|---|', ...rows].join('\n');
}

const HEAD =
  '# Every setting with its default. Copy to .env and load it your way (`node --env-file`, your container); Ledgerlink reads the environment only.';
const plain = (text: string): string => text.replaceAll('`', '');

/** Every line is a comment: copied to `.env` as it is, it changes nothing. */
export function environmentExample(settings: readonly Setting[]): string {
  const pairs = settings.map(({ name, byDefault, about }) => `# ${plain(about)}\n#${name}=${byDefault}\n`);
  return [`${HEAD}\n`, ...pairs].join('\n');
}

/** The rows between the markers; anything there that is no row of the table is an error. */
export function readEnvironmentTable(readme: string): Setting[] {
  const [begin, end] = MARKERS.map((marker) => readme.indexOf(marker));
  if (begin === undefined || end === undefined || begin < 0 || end < begin)
    throw new Error(`the README lacks ${MARKERS.join(' … ')}`);
  const [, , ...rows] = readme
    .slice(begin + MARKERS[0].length, end)
    .trim()
    .split('\n');
  return rows.map((row) => {
    const [, name, byDefault, about] = /^\| `(\w+)` \| (?:`([^`]*)`|) \| (.+) \|$/.exec(row) ?? [];
    if (name === undefined || about === undefined)
      throw new Error(`not a row of the environment table: ${row}`);
    return { name, byDefault: byDefault ?? '', about };
  });
}

/** The pairs of `.env.example`, with the settings' own wording back in place of its plain one. */
export function readEnvironmentExample(text: string, settings: readonly Setting[]): Setting[] {
  const [, ...pairs] = text.trim().split(/\n\n+/);
  return pairs.map((pair) => {
    const [, about, name, byDefault] = /^# (.+)\n#(\w+)=(.*)$/.exec(pair) ?? [];
    if (about === undefined || name === undefined || byDefault === undefined)
      throw new Error(`not a pair of .env.example: ${pair}`);
    const worded = settings.find((setting) => plain(setting.about) === about)?.about;
    return { name, byDefault, about: worded ?? about };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const print = { table: environmentTable, example: environmentExample }[process.argv[2] ?? ''];
  if (print === undefined) throw new Error('say `table` or `example`');
  process.stdout.write(`${print(SETTINGS).trimEnd()}\n`);
}
