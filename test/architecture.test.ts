import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(join(ROOT, path)).isDirectory() ? filesBelow(path) : [path];
  });
}

interface Import {
  readonly from: string;
  /** A path from the root for our own files, a package's name otherwise. */
  readonly to: string;
  /** Type-only imports vanish when compiled: they are no edge. */
  readonly typeOnly: boolean;
}

const sources = filesBelow('src').filter((path) => path.endsWith('.ts'));
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

function importsOf(path: string): Import[] {
  return [...textOf(path).matchAll(/^(?:import|export)\s+(type\s)?([^;]*?)from\s+'([^']+)'/gm)].map(
    ([, type, names, target = '']) => {
      const named = /^\s*\{([^}]*)\}\s*$/
        .exec(names ?? '')?.[1]
        ?.split(',')
        .filter((name) => name.trim() !== '');
      const typeOnly = type !== undefined || (named?.every((name) => /^\s*type\s/.test(name)) ?? false);
      const to = target.startsWith('.')
        ? normalize(join(dirname(path), target)).replace(/\.js$/, '.ts')
        : target;
      return { from: path, to, typeOnly };
    },
  );
}

const all = sources.flatMap(importsOf);
const edges = all.filter(({ typeOnly }) => !typeOnly);
const ours = edges.filter(({ to }) => to.startsWith('src/'));
const show = ({ from, to }: Import) => `${relative('src', from)} -> ${relative('src', to)}`;

/** `src/credentials/credential-set.rules.ts` -> slice `credentials`, role `rules`. Root files have no slice. */
const sliceOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1] ?? 'root';
const roleOf = (path: string) => /\.([a-z]+)\.ts$/.exec(path)?.[1] ?? 'plain';
const inSlice = (path: string) => SLICES.includes(sliceOf(path));

const LEFT = ['audit', 'workspaces', 'credentials', 'integrations', 'tokens'];
/** Between slices calls go to the left only. */
const SLICES = [...LEFT, 'links', 'companies', 'linking', 'access-tokens'];

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  resolver: ['service', 'graphql', 'loaders', 'context', 'infra'],
  service: ['rules', 'repository', 'service', 'outcomes', 'infra', 'providers', 'plain'],
  outcomes: ['infra', 'rules', 'repository'],
  graphql: ['rules', 'graphql', 'infra'],
  loaders: ['repository', 'graphql', 'infra'],
  // Of a slice to the left: the part of a statement that reads or writes its tables.
  // Rules that a statement has to follow are said once, and rendered.
  repository: ['entity', 'infra', 'repository', 'rules'],
  rules: ['infra', 'rules'],
  // Likewise, and so has an index of some rows only.
  entity: ['infra', 'rules'],
  // A slice's own HTTP routes, beside GraphQL, and the pages that they answer.
  routes: ['service', 'page', 'texts', 'rules', 'outcomes', 'routes', 'infra', 'plain'],
  page: ['rules', 'outcomes', 'page', 'texts', 'infra'],
};

/** The text of every function of a file, however it is written. */
function functionsIn(path: string): string[] {
  // Begins with what is no comment: the module begins there, and its places are counted in bytes from somewhere else.
  const text = Buffer.from(`;${textOf(path)}`);
  const module = parseSync(text.toString(), { syntax: 'typescript', decorators: true });
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { span, ...parts } = node as { readonly span?: { readonly start: number; readonly end: number } };
    const [start, end] = [span?.start, span?.end].map((place = 0) => place - module.span.start);
    if (span && ('function' in parts || ('params' in parts && 'body' in parts)))
      found.push(text.subarray(start, end).toString());
    for (const part of Object.values(parts)) visit(part);
  };
  visit(module.body);
  return found;
}

describe('who may import whom', () => {
  test('the platform imports nothing of ours from outside itself', () => {
    expect(
      ours.filter(({ from, to }) => sliceOf(from) === 'infra' && sliceOf(to) !== 'infra').map(show),
    ).toEqual([]);
  });

  test('providers import only the platform, and neither TypeORM nor TypeGraphQL', () => {
    const outside = edges.filter(
      ({ from, to }) => sliceOf(from) === 'providers' && !/^(src\/(providers|infra)\/|node:)/.test(to),
    );
    expect(outside.map(show)).toEqual([]);
  });

  test('within and between slices every role imports only what it may', () => {
    const wrong = ours.filter(({ from, to }) => {
      const allowed = inSlice(from) ? ALLOWED[roleOf(from)] : undefined;
      const target = inSlice(to)
        ? roleOf(to)
        : sliceOf(to) === 'root'
          ? to.replace(/^src\/|\.ts$/g, '')
          : sliceOf(to);
      return allowed !== undefined && !allowed.includes(target);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('slices call each other in one direction', () => {
    const wrong = ours.filter(({ from, to }) => {
      // Types may name each other in circles, among *.graphql.ts alone.
      if (!inSlice(from) || !inSlice(to) || roleOf(to) === 'graphql') return false;
      return SLICES.indexOf(sliceOf(to)) > SLICES.indexOf(sliceOf(from));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('rules are pure: no I/O, nothing asynchronous, no clock', () => {
    for (const path of sources.filter((path) => roleOf(path) === 'rules')) {
      expect(
        textOf(path).match(
          /\basync\b|\bawait\b|Date\.now|new Date|performance\.|from 'node:(fs|net|http)/g,
        ) ?? [],
      ).toEqual([]);
    }
  });

  test('no file imports both TypeORM and TypeGraphQL', () => {
    const both = sources.filter((path) =>
      ['typeorm', 'type-graphql'].every((name) => importsOf(path).some(({ to }) => to === name)),
    );
    expect(both).toEqual([]);
  });

  test('there are no circles but among GraphQL types', () => {
    const next = new Map(
      sources.map((path) => [path, ours.filter(({ from }) => from === path).map(({ to }) => to)]),
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
      'src/access-tokens/access-token.graphql.ts',
      'src/credentials/credential-set.rules.ts',
      'src/infra/oauth/oauth-client.ts',
      'src/infra/oauth/oauth-request.ts',
      'src/infra/secrets/installation.ts',
      'src/infra/secrets/vault.ts',
      'src/tokens/spool/spool-seal.ts',
    ]);
  });

  test('the vault is opened for the installation row, to call a platform, and to issue a token', () => {
    expect(filesWith(/vault\.open(Access)?\(/)).toEqual([
      'src/credentials/application.service.ts',
      'src/infra/secrets/installation.ts',
      'src/linking/link-verifier.service.ts',
      'src/tokens/access.service.ts',
      'src/tokens/grant/token-pair-vault.service.ts',
      'src/tokens/refresh.service.ts',
      'src/tokens/revocation.service.ts',
    ]);
  });

  test('no platform, API version or country is named outside the providers and its one GraphQL file', () => {
    const outside = sources.filter(
      (path) => sliceOf(path) !== 'providers' && !/credentials\/sage\.graphql\.ts$/.test(path),
    );
    // Examples in descriptions of the schema name a platform, a version or a country so that readers know the shape.
    const code = (path: string) =>
      textOf(path).replace(
        /\bdescription:\s*(?:'[^'\n]*'|"[^"\n]*"|`[^`]*`)|\/\*\*[\s\S]*?\*\/|\/\/.*$/gm,
        '',
      );
    const named = outside.filter((path) => /\bsage|\b3\.[01]\b|'GB'/i.test(code(path)));
    expect(named).toEqual([]);
  });

  test('every repository function takes the database first', () => {
    for (const path of sources.filter((path) => roleOf(path) === 'repository')) {
      const signatures = [...textOf(path).matchAll(/^export (?:async )?function \w+\(\s*(\w+): (\w+)/gm)];
      expect(signatures.filter(([, , type]) => type !== 'Db').map(([text]) => text)).toEqual([]);
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
    expect(inSrc[Math.floor(inSrc.length * 0.95)]).toBeLessThanOrEqual(180);
  });

  test('functions stay small: none over 40 lines', () => {
    const all = sources.flatMap((path) =>
      functionsIn(path).map((text) => ({ path, lines: text.split('\n') })),
    );
    expect(all.length).toBeGreaterThan(sources.length);
    const long = all.filter(({ lines }) => lines.length > 40);
    expect(long.map(({ path, lines }) => `${path}: ${lines.length} lines: ${lines[0]}`)).toEqual([]);
  });
});
