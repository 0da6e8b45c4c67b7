import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

export interface PlaygroundAsset {
  contentType: string;
  etag: string;
  gzipped: Buffer;
}

/** By file name. */
export type PlaygroundAssets = ReadonlyMap<string, PlaygroundAsset>;

/** Which export of the GraphiQL bundle becomes which file. */
const FILES: Readonly<Record<string, string>> = {
  'graphiql.js': 'js',
  'graphiql.css': 'css',
  'editor.worker.js': 'editorWorkerService',
  'json.worker.js': 'jsonWorker',
  'graphql.worker.js': 'graphqlWorker',
};

// Runs in its own thread: the bundle is one 9 MB module of strings, and a module once imported is never freed. The
// thread takes it along when it ends, and the event loop is not held up for the 0.3 s of compressing. It is a string
// because a thread cannot be started from a .ts file on Node 20.
const COMPRESS_IN_THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { gzipSync } = require('node:zlib');
  const bundle = require(workerData.bundle);
  for (const [file, name] of Object.entries(workerData.files)) {
    parentPort.postMessage({ file, gzipped: gzipSync(bundle[name], { level: 9 }) });
  }
`;

/**
 * GraphiQL 5 with its editor, workers and fonts, from `@graphql-yoga/render-graphiql`, compressed. About half a second;
 * the caller keeps the answer. Rejects if the package does not hold what is expected of it.
 */
export function loadPlaygroundAssets(): Promise<PlaygroundAssets> {
  const bundle = createRequire(import.meta.url).resolve('@graphql-yoga/render-graphiql/graphiql');
  return new Promise((resolve, reject) => {
    const assets = new Map<string, PlaygroundAsset>();
    const thread = new Worker(COMPRESS_IN_THREAD, {
      eval: true,
      execArgv: [],
      workerData: { bundle, files: FILES },
    });
    thread.on('message', ({ file, gzipped }: { file: string; gzipped: Uint8Array }) => {
      assets.set(file, toAsset(file, Buffer.from(gzipped.buffer, gzipped.byteOffset, gzipped.byteLength)));
    });
    thread.on('error', reject);
    thread.on('exit', () => {
      if (assets.size === Object.keys(FILES).length) return resolve(assets);
      reject(new Error('The GraphiQL bundle could not be unpacked'));
    });
  });
}

function toAsset(file: string, gzipped: Buffer): PlaygroundAsset {
  return {
    contentType: `text/${file.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`,
    etag: `"${createHash('sha256').update(gzipped).digest('base64url')}"`,
    gzipped,
  };
}
