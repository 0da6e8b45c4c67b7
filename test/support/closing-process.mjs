/** `node closing-process.mjs <shutdown.js> <how each step ends, comma-separated>`: a process that closes on signals. */
import { open } from 'node:fs/promises';

const [module, ends] = process.argv.slice(2);
const { closeOnSignals } = await import(module);
const say = (text) => process.stdout.write(`${text}\n`);
const logger = {
  warn: (_message, { step }) => say(`late ${step}`),
  fault: (message, _error, fields) => say(`failed ${fields?.step ?? message}`),
};
const works = {
  done: async () => undefined,
  hangs: () => new Promise(() => undefined),
  throws: async () => Promise.reject(new Error('c4nary')),
  // A pipe without a writer holds a thread of libuv for good, as a disk of the network that is away does.
  disk: () => open(process.env.STUCK_PIPE, 'r'),
};
closeOnSignals(
  ends.split(',').map((end, n) => ({
    name: `${n + 1}`,
    withinMs: Number(process.env.WITHIN_MS ?? 100),
    ...(end.endsWith('?') && { optional: true }),
    work: () => {
      say(`step ${n + 1}`);
      return works[end.replace('?', '')]();
    },
  })),
  logger,
);
setInterval(() => undefined, 1000);
say('ready');
