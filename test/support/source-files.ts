import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Paths from the root of all files below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(join(ROOT, path)).isDirectory() ? filesBelow(path) : [path];
  });
}

export interface Import {
  readonly from: string;
  /** A path from the root for our own files, a package's name otherwise. */
  readonly to: string;
  /** Type-only imports vanish when compiled: they are no edge. */
  readonly typeOnly: boolean;
}

/** How many tables the migrations make, with their own. */
export const TABLES =
  filesBelow('migrations').flatMap((path) => [
    ...readFileSync(join(ROOT, path), 'utf8').matchAll(/CREATE TABLE ledgerlink\./g),
  ]).length + 1;

/** Every TypeScript file of `src`. */
export const sources = filesBelow('src').filter((path) => path.endsWith('.ts'));
export const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

export function importsOf(path: string): Import[] {
  return [...textOf(path).matchAll(/^(?:import|export)\s+(type\s)?([^;]*?)from\s+'([^']+)'/gm)].map(
    ([, type, names, target = '']) => {
      const named = /^\s*\{([^}]*)\}\s*$/
        .exec(names ?? '')?.[1]
        ?.split(',')
        .filter((name) => name.trim() !== '');
      const typeOnly = type !== undefined || (named?.every((name) => /^\s*type\s/.test(name)) ?? false);
      const to = target.startsWith('.') ? normalize(join(dirname(path), target)).replace(/\.js$/, '.ts') : target;
      return { from: path, to, typeOnly };
    },
  );
}

/** The text of every function of a file, however it is written. */
export function functionsIn(path: string): string[] {
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
