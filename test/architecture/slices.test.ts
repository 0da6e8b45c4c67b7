import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { importsOf, sources, textOf } from '../support/source-files.js';

const imports = sources.flatMap(importsOf);
const manifests = sources.filter((path) => path.endsWith('/index.ts'));
/** `src/tokens/grant/platform-grant.entity.ts` -> `tokens`. */
const folderOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1] ?? '';

/** The parts that put the slices together. `app.ts` is no such part: it registers the routes of some of them. */
const ASSEMBLING = [
  'src/api/graphql-server.ts',
  'src/api/loaders.ts',
  'src/api/schema.ts',
  'src/composition/background.ts',
  'src/composition/composition.ts',
  'src/composition/data-source.ts',
  'src/composition/resolvers.ts',
];

describe('a slice is its folder and one line', () => {
  test('every folder with something to compose has a manifest', () => {
    const composed = sources.filter(
      (path) => /\.(entity|resolver|service)\.ts$/.test(path) && !/^src\/(api|infra)\//.test(path),
    );
    const folders = [...new Set(composed.map(folderOf))];
    expect(folders.length).toBeGreaterThan(8);
    expect(folders.filter((folder) => !manifests.includes(`src/${folder}/index.ts`))).toEqual([]);
  });

  test('the list of slices has one line for each manifest, and nothing else imports one', () => {
    const importing = imports.filter(({ to }) => manifests.includes(to));
    expect(importing.map(({ to }) => to).sort()).toEqual([...manifests].sort());
    expect([...new Set(importing.map(({ from }) => from))]).toEqual(['src/composition/slices.ts']);
  });

  test('the parts that put the slices together name none of them', () => {
    const slices = manifests.map(folderOf);
    const naming = imports.filter(({ from, to }) => ASSEMBLING.includes(from) && slices.includes(folderOf(to)));
    expect(ASSEMBLING.filter((path) => !sources.includes(path))).toEqual([]);
    expect(naming.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});

describe('services are constructed in one place', () => {
  test('only the composition and the manifests construct services and providers', () => {
    const constructing = sources.filter((path) => /\bnew \w+Service\(|\bcreateProviders\(/.test(textOf(path)));
    const elsewhere = constructing.filter((path) => !path.startsWith('src/composition/') && !manifests.includes(path));
    // The registry defines `createProviders`.
    expect(elsewhere).toEqual(['src/providers/registry.ts']);
  });

  test('each service is constructed by one line', () => {
    const constructed = sources.flatMap((path) => textOf(path).match(/\bnew \w+Service\(/g) ?? []);
    expect(constructed.length).toBeGreaterThan(25);
    expect(constructed.filter((text, at) => constructed.indexOf(text) !== at)).toEqual([]);
  });
});

describe('a folder says what belongs into it', () => {
  test('in the opening comment of one file: its manifest, where it is a slice', () => {
    const folders = [...new Set(sources.map(dirname))].filter((folder) => folder !== 'src');
    // The folders of a platform are described in docs/adding-a-platform.md.
    const described = folders.filter((folder) => !folder.startsWith('src/providers/'));
    const openings = sources.flatMap((path) => {
      const [, kind, name] = /^\/\/ The (folder|slice) `([\w/-]+)`: /.exec(textOf(path)) ?? [];
      return name === undefined ? [] : [{ path, kind, folder: `src/${name}` }];
    });
    expect(openings.map(({ folder }) => folder).sort()).toEqual(described.sort());
    const misplaced = openings.filter(({ path, kind, folder }) =>
      kind === 'slice' ? path !== `${folder}/index.ts` : dirname(path) !== folder,
    );
    expect(misplaced).toEqual([]);
  });
});
