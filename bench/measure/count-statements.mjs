/**
 * Preloaded into a contestant for a short run outside the measurement. Counts the round trips that `pg` makes at
 * `Client.query`, below all libraries that use it, and reports their statements over IPC.
 */
import { createRequire } from 'node:module';

const { Client } = createRequire(process.argv[1])('pg');
const original = Client.prototype.query;
let seen = [];

Client.prototype.query = function query(config, values, ...rest) {
  const text = typeof config === 'string' ? config : (config?.text ?? config?.cursor?.text ?? '');
  // `first`: statements that are sent with this one, in the same round trip.
  seen.push({ first: config?.first ?? [], text, values: Array.isArray(values) ? values : (config?.values ?? []) });
  return original.call(this, config, values, ...rest);
};

process.on('message', () => {
  process.send(seen);
  seen = [];
});
process.channel.unref();
