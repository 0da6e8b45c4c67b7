import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { SECRET_PREFIX, signatureHeaders } from '../../src/webhooks/secrets/signature.rules.js';
import { tracked } from '../support/children.js';
import { freePort, statusOf, until } from '../support/processes.js';
import { textOf } from '../support/source-files.js';

const [key, otherKey] = [randomBytes(32), randomBytes(32)];
const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-receivers-'));
symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** How a program of `docs/webhooks.md` is run, and the function `enqueue` that it leaves to the reader. */
const LANGUAGES = {
  js: {
    command: [process.execPath],
    file: 'receiver.mjs',
    complete: (program: string) => `${program}
import { appendFileSync } from 'node:fs';
function enqueue(id, event) { appendFileSync(process.env.QUEUE, id + ' ' + event.type + '\\n'); }`,
  },
  python: {
    command: ['python3'],
    file: 'receiver.py',
    complete: (program: string) => `
def enqueue(id, event):
    with open(os.environ["QUEUE"], "a") as queue:
        queue.write(id + " " + event["type"] + "\\n")

${program}`,
  },
  php: {
    command: ['php', '-S', '127.0.0.1:PORT'],
    file: 'receiver.php',
    complete: (program: string) => `${program}
function enqueue($id, $event) { file_put_contents(getenv('QUEUE'), $id . ' ' . $event['type'] . "\\n", FILE_APPEND); }`,
  },
};
// Node is there. The other programs are run where their language is.
const installed = Object.entries(LANGUAGES).filter(
  ([
    ,
    {
      command: [name = ''],
    },
  ]) => spawnSync(name, ['--version']).status === 0,
);

async function startReceiver(language: string, { command, file, complete }: (typeof LANGUAGES)['js']) {
  const fence = new RegExp(`^### Verify[\\s\\S]*?^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm');
  const program = fence.exec(textOf('docs/webhooks.md'))?.[1];
  if (program === undefined) throw new Error(`docs/webhooks.md has no receiver in ${language}`);
  const [port, queue] = [String(await freePort()), join(folder, language)];
  writeFileSync(join(folder, file), complete(program));
  writeFileSync(queue, '');
  const [name = '', ...args] = command.map((word) => word.replace('PORT', port));
  const env = { PATH: process.env.PATH ?? '', PORT: port, QUEUE: queue };
  const WEBHOOK_SECRET = SECRET_PREFIX + key.toString('base64');
  children.push(
    tracked(spawn(name, [...args, join(folder, file)], { env: { ...env, WEBHOOK_SECRET }, stdio: 'ignore' })),
  );
  const url = `http://127.0.0.1:${port}/`;
  await until(`the receiver in ${language} listens`, async () => typeof (await statusOf(url)) === 'number');
  return { url, queued: () => readFileSync(queue, 'utf8').trim().split('\n') };
}

test.each(installed)('the receiver in %s takes what is genuine, and nothing else', async (language, how) => {
  const { url, queued } = await startReceiver(language, how);
  const seconds = Math.floor(Date.now() / 1000);
  const body = '{"type":"link.linked","data":{"name":"Müller & Söhne \\u2013 \\/ ü"}}';
  const send = async (id: string, headers: Record<string, string>, sent = body) => {
    const more = { 'content-type': 'application/json', ...headers };
    const { status } = await fetch(url, { method: 'POST', headers: more, body: sent });
    return [id, status];
  };
  const signed = (id: string, keys: Buffer[], at = seconds) => signatureHeaders(keys, { id, seconds: at, body });
  const { 'webhook-timestamp': _time, ...withoutTime } = signed('evt_h', [key]);
  const answers = [
    await send('genuine', signed('evt_a', [key])),
    await send('signed by two secrets', signed('evt_b', [otherKey, key])),
    await send('signed by another secret', signed('evt_c', [otherKey])),
    await send('another body', signed('evt_d', [key]), body.replace('ü', 'u')),
    await send('another id', { ...signed('evt_e', [key]), 'webhook-id': 'evt_f' }),
    await send('six minutes old', signed('evt_g', [key], seconds - 360)),
    await send('six minutes early', signed('evt_g', [key], seconds + 360)),
    await send('without a time', withoutTime),
    await send('without a signature', {}),
    await send('a signature of another kind', { ...signed('evt_i', [key]), 'webhook-signature': 'v1a,AAAA v1, v1' }),
  ];
  expect(answers).toEqual([
    ['genuine', 204],
    ['signed by two secrets', 204],
    ...answers.slice(2).map(([what]) => [what, 400]),
  ]);
  expect(queued()).toEqual(['evt_a link.linked', 'evt_b link.linked']);
});
