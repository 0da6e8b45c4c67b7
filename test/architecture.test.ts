import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesBelow, functionsIn, type Import, importsOf, sources, textOf } from './support/source-files.js';

/**
 * Each folder of `src` may import itself, the folders inside it, and those that stand before it. What stands on one line
 * is one group to read; the order within it counts, too.
 */
const ORDER = [
  ['infra/errors', 'infra/observability', 'infra/ids', 'infra/json', 'infra/process'],
  ['infra/database', 'infra/secrets', 'infra/config'],
  ['infra/http-client', 'infra/oauth', 'infra/graphql/compiled', 'infra/graphql', 'infra/http', 'infra/slices'],
  ['infra/embedded-postgres', 'providers', 'events', 'audit', 'workspaces', 'repeats', 'catalogue'],
  ['subscriptions'],
  ['credentials', 'integrations'],
  ['tokens/grant', 'tokens/spool', 'tokens', 'links', 'companies', 'linking', 'access-tokens', 'platform-requests'],
  ['datasets/records', 'datasets', 'accounting', 'reports', 'webhooks/secrets', 'webhooks', 'linking/pages'],
  ['portal', 'api', 'composition', 'start', 'cli'],
].flat();

/** What resolvers get is put together at the right end and named everywhere, as a type. */
const EXCEPTION = 'src/api/context.ts';

/** The longest entry of ORDER that a file lies below: `src/providers/sage/api/sage.api.ts` -> `providers`. */
function folderOf(path: string): string {
  const folder = dirname(path).replace(/^src\/?/, '');
  const found = ORDER.filter((name) => folder === name || folder.startsWith(`${name}/`));
  return found.sort((a, b) => b.length - a.length)[0] ?? folder;
}

const all = sources.flatMap(importsOf);
const edges = all.filter(({ typeOnly }) => !typeOnly);
const ours = edges.filter(({ to }) => to.startsWith('src/'));
const show = ({ from, to }: Import) => `${from} -> ${to}`;

/** `src/credentials/credential-set.rules.ts` -> slice `credentials`, role `rules`. Root files have no slice. */
const sliceOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1] ?? 'root';
const roleOf = (path: string) => /\.([a-z]+)\.ts$/.exec(path)?.[1] ?? 'plain';
const isInfra = (path: string) => path.startsWith('src/infra/');
/** What a role's table below calls a file: infrastructure and providers by their folder, slices by the file's role. */
const kindOf = (path: string) => (isInfra(path) ? 'infra' : sliceOf(path) === 'providers' ? 'providers' : roleOf(path));
/** Folders that hold features: there, a file's suffix says what it may do. */
const SLICES = [
  'events',
  'audit',
  'workspaces',
  'repeats',
  'catalogue',
  'subscriptions',
  'credentials',
  'integrations',
  'tokens',
  'links',
  'companies',
  'linking',
  'access-tokens',
  'platform-requests',
  ...['datasets', 'accounting', 'reports', 'webhooks'],
];

/** What a file of each role may import, whatever folder it is in. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  resolver: ['rules', 'service', 'graphql', 'loaders', 'context', 'infra'],
  service: ['rules', 'repository', 'service', 'outcomes', 'infra', 'providers', 'plain'],
  outcomes: ['infra', 'rules', 'repository'],
  // Of providers, here and for rules: what the common model is, which is data.
  graphql: ['rules', 'graphql', 'infra', 'providers'],
  loaders: ['rules', 'repository', 'graphql', 'infra'],
  // Of a slice to the left: the fragment of a statement that reads or writes its tables. A rule that a statement has to
  // follow is written once, and rendered as SQL.
  repository: ['entity', 'infra', 'repository', 'rules'],
  rules: ['infra', 'rules', 'providers'],
  // Likewise, for an index of some rows only.
  entity: ['infra', 'rules'],
  // A slice's own HTTP routes, beside GraphQL, and the pages that they answer.
  routes: ['service', 'page', 'texts', 'rules', 'outcomes', 'routes', 'infra', 'plain'],
  page: ['rules', 'outcomes', 'page', 'texts', 'infra'],
};

describe('who may import whom', () => {
  test('every folder stands in the order', () => {
    const folders = sources.filter((path) => path !== 'src/main.ts' && path !== 'src/cli.ts').map(folderOf);
    expect([...new Set(folders)].filter((folder) => !ORDER.includes(folder))).toEqual([]);
  });

  test('a folder imports, types included, only what stands before it', () => {
    const climbing = all.filter(({ from, to }) => {
      if (!to.startsWith('src/') || to === EXCEPTION || dirname(from) === 'src') return false;
      return ORDER.indexOf(folderOf(to)) > ORDER.indexOf(folderOf(from));
    });
    expect(climbing.map(show)).toEqual([]);
  });

  test('providers import neither TypeORM nor TypeGraphQL, and of ours only infrastructure', () => {
    const outside = edges.filter(
      ({ from, to }) => sliceOf(from) === 'providers' && !/^(src\/(providers|infra)\/|node:)/.test(to),
    );
    expect(outside.map(show)).toEqual([]);
  });

  test('within and between slices every role imports only what it may', () => {
    const wrong = ours.filter(({ from, to }) => {
      const allowed = SLICES.includes(sliceOf(from)) ? ALLOWED[roleOf(from)] : undefined;
      return allowed !== undefined && !allowed.includes(kindOf(to));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('rules are pure: no I/O, nothing asynchronous, no clock', () => {
    for (const path of sources.filter((path) => roleOf(path) === 'rules')) {
      expect(
        textOf(path).match(/\basync\b|\bawait\b|Date\.now|new Date|performance\.|from 'node:(fs|net|http)/g) ?? [],
      ).toEqual([]);
    }
  });

  test('no file imports both TypeORM and TypeGraphQL', () => {
    const both = sources.filter((path) =>
      ['typeorm', 'type-graphql'].every((name) => importsOf(path).some(({ to }) => to === name)),
    );
    expect(both).toEqual([]);
  });

  test('there are no circles, types included, but among GraphQL types', () => {
    const next = new Map(
      sources.map((path) => [
        path,
        all.filter(({ from, to }) => from === path && to.startsWith('src/') && to !== EXCEPTION).map(({ to }) => to),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      const at = trail.indexOf(path);
      if (at >= 0) {
        const circle = trail.slice(at);
        if (circle.some((one) => roleOf(one) !== 'graphql')) circles.push([...circle, path].join(' -> '));
        return;
      }
      if (done.has(path)) return;
      for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
      done.add(path);
    };
    for (const path of sources) visit(path, []);
    expect(circles).toEqual([]);
  });
});

describe('one place for each thing', () => {
  const filesWith = (pattern: RegExp) => sources.filter((path) => pattern.test(textOf(path)));

  test('only the configuration reads process.env', () => {
    expect(filesWith(/process\.env/)).toEqual(['src/infra/config/config.ts']);
  });

  test('secrets are revealed by the vault, the installation, the credential rules, the OAuth client and the providers alone', () => {
    const revealing = filesWith(/\.reveal\(\)/).filter((path) => sliceOf(path) !== 'providers');
    expect(revealing).toEqual([
      'src/access-tokens/access-token.graphql.ts', // What issueAccessToken answers: the one exception.
      'src/credentials/credential-set.rules.ts',
      'src/datasets/records/raw-data.service.ts', // Records as the platform sent them, with RAW_DATA=sealed.
      // Into a token call: client secret, code, verifier, refresh token.
      'src/infra/oauth/client-authentication.ts',
      'src/infra/oauth/oauth-client.ts',
      'src/infra/oauth/token-answer.ts', // Whether a token can stand in a header.
      'src/infra/secrets/installation.ts',
      'src/infra/secrets/vault.ts',
      // The kept answer of a write with an idempotency key.
      'src/platform-requests/request-ledger.service.ts',
      'src/repeats/repeat.service.ts',
      'src/tokens/spool/spool-seal.ts',
      'src/webhooks/secrets/webhook-secret.service.ts', // Into the signatures of requests.
    ]);
  });

  test('the vault is opened for the installation row, to call a platform, and to issue a token', () => {
    expect(filesWith(/vault\.open(Access)?\(|openSealed\(/)).toEqual([
      'src/credentials/application.service.ts',
      'src/datasets/records/raw-data.service.ts', // Records as the platform sent them, with RAW_DATA=sealed.
      'src/infra/secrets/installation.ts',
      'src/infra/secrets/sealed-values.ts', // Counts, for doctor and the start, what does not open.
      'src/linking/link-verifier.service.ts',
      'src/platform-requests/request-ledger.service.ts', // The same.
      'src/repeats/repeat.service.ts',
      'src/tokens/access.service.ts',
      'src/tokens/grant/token-pair-vault.service.ts',
      'src/tokens/refresh.service.ts',
      ...['src/tokens/revocation.service.ts', 'src/webhooks/secrets/webhook-secret.service.ts'],
    ]);
  });

  test('no platform, API version or country is named outside the providers and its one GraphQL file', () => {
    const outside = sources.filter(
      (path) => sliceOf(path) !== 'providers' && !/credentials\/sage\.graphql\.ts$/.test(path),
    );
    // Examples in descriptions of the schema name a platform, a version or a country so that readers know the shape.
    const code = (path: string) =>
      textOf(path).replace(/\bdescription:\s*(?:'[^'\n]*'|"[^"\n]*"|`[^`]*`)|\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const named = outside.filter((path) => /\bsage|\b3\.[01]\b|'GB'/i.test(code(path)));
    expect(named).toEqual([]);
  });

  test('mappers of platforms and reports make no number of JavaScript of what a platform sent', () => {
    const mapping = /^src\/(reports\/|providers\/(\w+\/datasets\/|(record-reader|record-values|map-record|model)\b))/;
    const inexact =
      /\bparse(Float|Int)\b|\bNumber\b(?!\.isNaN)|\bMath\b(?!.max)|\bJSON\.parse\b|\.json\(\)|[=(,:?] \+\w/;
    const mappers = sources.filter((path) => mapping.test(path));
    expect(mappers.length).toBeGreaterThan(10);
    expect(mappers.filter((path) => inexact.test(textOf(path)))).toEqual([]);
  });

  test('every repository function takes the database first', () => {
    for (const path of sources.filter((path) => roleOf(path) === 'repository')) {
      const signatures = [...textOf(path).matchAll(/^export (?:async )?function \w+\(\s*(\w+): (\w+)/gm)];
      expect(signatures.filter(([, , type]) => type !== 'Db' && type !== 'Transaction').map(([text]) => text)).toEqual(
        [],
      );
    }
  });

  test('files stay small: none over 250 lines, half of them up to 60', () => {
    const sizes = [...sources, ...filesBelow('test')]
      .filter((path) => path.endsWith('.ts'))
      .map((path) => [textOf(path).split('\n').length - 1, path] as const);
    expect(sizes.filter(([lines]) => lines > 250)).toEqual([]);
    const inSrc = sizes
      .filter(([, path]) => path.startsWith('src/'))
      .map(([lines]) => lines)
      .sort((a, b) => a - b);
    expect(inSrc[Math.floor(inSrc.length / 2)]).toBeLessThanOrEqual(60);
    expect(inSrc[Math.floor(inSrc.length * 0.95)]).toBeLessThanOrEqual(160);
  });

  test('folders stay small: no more than 25 files directly in one', () => {
    const counts = new Map<string, number>();
    for (const path of sources) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    const limit = (folder: string) => (folder === 'src/integrations' ? 26 : 25);
    expect([...counts].filter(([folder, count]) => count > limit(folder))).toEqual([]);
  });

  test('functions stay small: none over 40 lines', () => {
    const all = sources.flatMap((path) => functionsIn(path).map((text) => ({ path, lines: text.split('\n') })));
    expect(all.length).toBeGreaterThan(sources.length);
    const long = all.filter(({ lines }) => lines.length > 40);
    expect(long.map(({ path, lines }) => `${path}: ${lines.length} lines: ${lines[0]}`)).toEqual([]);
  });
});
