import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/**
 * Where the tests keep what they make once for many runs. The files name the folder of the checkout, so a checkout that
 * was copied or moved with its `node_modules` makes its own.
 */
export const CACHE = join(
  ...[ROOT, 'node_modules', '.cache', 'ledgerlink-test', createHash('sha256').update(ROOT).digest('hex').slice(0, 12)],
);

/** Writes a program and all that it imports into one CommonJS file. */
export const bundle = (contents, outfile, { plugins = [], ...options } = {}) =>
  build({
    stdin: { contents, resolveDir: ROOT },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minifyWhitespace: true,
    // TypeGraphQL and TypeORM take the names of classes.
    keepNames: true,
    charset: 'utf8',
    plugins: [...plugins, { name: 'leave out what is not installed', setup: leaveOutMissing }],
    logLevel: 'error',
    ...options,
  });

/** TypeORM asks for the drivers of many databases, and lives without them. */
function leaveOutMissing(plugin) {
  plugin.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
    if (pluginData === 'asked' || path.startsWith('node:')) return undefined;
    const { errors } = await plugin.resolve(path, { resolveDir, kind, pluginData: 'asked' });
    return errors.length > 0 ? { path, external: true } : undefined;
  });
}
