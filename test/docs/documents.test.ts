import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { API_ERRORS } from '../../src/infra/errors/api-error.js';
import { SCOPES } from '../../src/workspaces/api-key.rules.js';
import { filesBelow, sources, textOf } from '../support/source-files.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'bench/README.md',
  'sandbox/README.md',
  ...filesBelow('docs').filter((path) => path.endsWith('.md')),
];
/** What a document names in code as a file or a folder of the repository: `src/main.ts`, `portal/src/ui/`. */
const OURS = /^(src|test|portal|sandbox|bench|docs|scripts|migrations)\/.*(\.\w+|\/)$/;

const isThere = (path: string): boolean => existsSync(join(ROOT, path));
const withoutFences = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');
const withoutCode = (text: string): string => withoutFences(text).replace(/`[^`\n]*`/g, '');

/** GitHub's rule: lower case, spaces to hyphens, everything else but letters, digits, `_` and `-` left out. */
const slugOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');

/** The anchors of a document; a heading that stands there again gets `-1`, `-2` and so on. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>();
  const times = new Map<string, number>();
  for (const [, heading = ''] of withoutFences(textOf(path)).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const slug = slugOf(heading);
    const before = times.get(slug) ?? 0;
    times.set(slug, before + 1);
    anchors.add(before === 0 ? slug : `${slug}-${before}`);
  }
  return anchors;
}

interface Link {
  readonly from: string;
  /** From the root; the document itself for a bare anchor. */
  readonly to: string;
  readonly anchor: string | undefined;
}

/** The relative links and pictures of a document. */
function linksOf(from: string): Link[] {
  const targets = [...withoutCode(textOf(from)).matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map(([, to = '']) => to);
  return targets
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .map((target) => {
      const [path = '', anchor] = decodeURIComponent(target).split('#');
      return { from, to: path === '' ? from : normalize(join(dirname(from), path)), anchor };
    });
}

const links = DOCUMENTS.flatMap(linksOf);
const show = ({ from, to, anchor }: Link): string => `${from} -> ${to}${anchor === undefined ? '' : `#${anchor}`}`;

test('headings become the anchors that GitHub gives them', () => {
  expect(
    ['One query, one mutation', "What a file's name says", '`code` and *more* · A/B', 'Über [x](y)'].map(slugOf),
  ).toEqual(['one-query-one-mutation', 'what-a-files-name-says', 'code-and-more--ab', 'über-x']);
});

describe('documents', () => {
  test('link to files and anchors that are there', () => {
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter(({ to }) => !isThere(to)).map(show)).toEqual([]);
    const anchored = links.filter(({ to, anchor }) => anchor !== undefined && to.endsWith('.md') && isThere(to));
    expect(anchored.filter(({ to, anchor }) => !anchorsOf(to).has(anchor ?? '')).map(show)).toEqual([]);
  });

  test('are all reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached)
      for (const { from, to } of links) if (from === path && to.endsWith('.md')) reached.add(to);
    expect(DOCUMENTS.filter((path) => !reached.has(path))).toEqual([]);
  });

  test('name files and folders of the repository that are there', () => {
    const named = DOCUMENTS.flatMap((from) =>
      [...withoutFences(textOf(from)).matchAll(/`([\w./-]+)`/g)].map(([, to = '']) => ({ from, to })),
    );
    const missing = named.filter(({ to }) => OURS.test(to) && !isThere(to));
    expect(missing.map(({ from, to }) => `${from}: ${to}`)).toEqual([]);
  });

  test('are there where the code and the scripts send their readers', () => {
    const code = [...sources, ...filesBelow('portal/src'), ...filesBelow('scripts'), 'package.json', '.env.example'];
    const sent = code.flatMap((from) =>
      [...textOf(from).matchAll(/\b(?:docs|bench|sandbox)\/[\w/-]+\.md\b/g)].map(([to]) => ({ from, to })),
    );
    expect(sent.filter(({ to }) => !isThere(to))).toEqual([]);
  });
});

describe('the README', () => {
  const readme = textOf('README.md');

  test('is short: at most 150 lines and 1,200 words', () => {
    expect(readme.split('\n').length - 1).toBeLessThanOrEqual(150);
    expect(readme.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(1_200);
  });

  test('says what each folder at the top and each folder of src is for', () => {
    const tree = /^## The tree\n[\s\S]*?^```\n([\s\S]*?)^```/m.exec(readme)?.[1] ?? '';
    const trail: string[] = [];
    const listed = tree.split('\n').flatMap((line) => {
      const depth = /^ */.exec(line)?.[0].length ?? 0;
      // Up to the explanation, which two spaces set apart; a line may name several folders.
      const names =
        line
          .trim()
          .split(/ {2,}/)[0]
          ?.split(' ')
          .filter((name) => name.endsWith('/')) ?? [];
      trail.length = depth / 2;
      trail.push(names[0] ?? '');
      return names.map((name) => `${trail.slice(0, -1).join('')}${name}`.replace(/\/$/, ''));
    });
    const folders = [...new Set(sources.map((path) => dirname(path)))].filter(
      (path) => !/^src\/providers\/./.test(path),
    );
    expect(folders.filter((path) => !listed.includes(path))).toEqual([]);
    expect(listed.filter((path) => !isThere(path) || !statSync(join(ROOT, path)).isDirectory())).toEqual([]);
  });
});

test('the picture of the folders in docs/architecture.md is the order that the architecture test enforces', () => {
  const picture = /```mermaid\n(flowchart[\s\S]*?)```/.exec(textOf('docs/architecture.md'))?.[1] ?? '';
  const rows = [...picture.matchAll(/subgraph (\w+)[\s\S]*?direction LR\n(.*)\n/g)];
  const drawn = rows.flatMap(([, row, chain = '']) =>
    chain
      .trim()
      .split(' --> ')
      .map((node) => /\["(.+)"\]/.exec(node)?.[1] ?? node)
      .map((name) => (row?.startsWith('infra') ? `infra/${name}` : name)),
  );
  const table = /^const ORDER = \[([\s\S]*?)\]\.flat\(\)/m.exec(textOf('test/architecture.test.ts'))?.[1] ?? '';
  const enforced = [...table.matchAll(/'([^']+)'/g)].map(([, name]) => name);
  expect(enforced.length).toBeGreaterThan(25);
  expect(drawn).toEqual(enforced);
});

test('docs/dependencies.md names every package that runs in production', () => {
  const { dependencies, optionalDependencies } = JSON.parse(textOf('package.json')) as Record<string, object>;
  const page = textOf('docs/dependencies.md');
  const packages = Object.keys({ ...dependencies, ...optionalDependencies });
  expect(packages.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('docs/api.md names every scope and every error code', () => {
  const page = textOf('docs/api.md');
  expect([...SCOPES, ...Object.keys(API_ERRORS)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
