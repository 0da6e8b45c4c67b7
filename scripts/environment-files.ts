/**
 * The two files that list the settings: the table in `docs/configuration.md` and `.env.example`. Both are made from
 * SETTINGS. `npm run gen:docs` writes them, `npm run check:docs` compares them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SETTINGS, type Setting } from '../src/infra/config/settings.js';

const PAGE = 'docs/configuration.md';
const EXAMPLE = '.env.example';
const MARKERS = ['<!-- environment -->', '<!-- /environment -->'] as const;

const HEAD = `# Every setting with its default. Ledgerlink reads the environment only: copy this file to .env and load it with
# \`node --env-file\` or with your container. What stands beside the settings: ${PAGE}`;

/** The rows of the table, without the markers around it. */
export function environmentTable(settings: readonly Setting[]): string {
  const rows = settings.map(
    ({ name, byDefault, about }) => `| \`${name}\` | ${byDefault && `\`${byDefault}\``} | ${about} |`,
  );
  return ['| variable | default | what it is |', '|---|---|---|', ...rows].join('\n');
}

/** Every line is a comment: copied to `.env` as it is, it changes nothing. */
export function environmentExample(settings: readonly Setting[]): string {
  const pairs = settings.map(({ name, byDefault, about }) => `# ${about.replaceAll('`', '')}\n#${name}=${byDefault}\n`);
  return [`${HEAD}\n`, ...pairs].join('\n');
}

/**
 * `page` with the table of `settings` between its markers.
 * @throws Error when the page lacks a marker, or has them in the wrong order.
 */
export function withEnvironmentTable(page: string, settings: readonly Setting[]): string {
  const [begin, end] = MARKERS.map((marker) => page.indexOf(marker));
  if (begin === undefined || end === undefined || begin < 0 || end < begin)
    throw new Error(`${PAGE} lacks the markers ${MARKERS.join(' and ')}`);
  return `${page.slice(0, begin)}${MARKERS[0]}\n${environmentTable(settings)}\n${page.slice(end)}`;
}

export interface GeneratedFile {
  /** From the repository's root. */
  readonly path: string;
  readonly stands: string;
  readonly shouldBe: string;
}

/** Both files as they are on disk, and as SETTINGS says that they should be. */
export function environmentFiles(settings: readonly Setting[] = SETTINGS): GeneratedFile[] {
  const [page, example] = [PAGE, EXAMPLE].map((path) => readFileSync(inRoot(path), 'utf8'));
  return [
    { path: PAGE, stands: page ?? '', shouldBe: withEnvironmentTable(page ?? '', settings) },
    { path: EXAMPLE, stands: example ?? '', shouldBe: environmentExample(settings) },
  ];
}

const inRoot = (path: string): URL => new URL(`../${path}`, import.meta.url);

function run(command: string | undefined): void {
  if (command !== 'write' && command !== 'check') throw new Error('say `write` or `check`');
  const changed = environmentFiles().filter(({ stands, shouldBe }) => stands !== shouldBe);
  for (const { path, shouldBe } of changed) {
    if (command === 'write') writeFileSync(inRoot(path), shouldBe);
    process.stderr.write(
      `${path} ${command === 'write' ? 'was written' : 'differs from the settings: run `npm run gen:docs`'}\n`,
    );
  }
  if (command === 'check' && changed.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run(process.argv[2]);
