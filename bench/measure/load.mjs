/**
 * The load generator, a separate process that gets its order over IPC. It warms up, measures, and answers counts and
 * latencies. It collects latencies itself because autocannon's histogram has whole milliseconds only.
 */
import autocannon from 'autocannon';
import { percentile } from './numbers.mjs';
import { saveRequests } from './save-requests.mjs';

process.once('message', async ({ url, connections, warmUp, seconds, requests, saves }) => {
  const setupClient = saves === undefined ? apart(requests, connections) : saveRequests(saves, connections);
  const run = (duration, onResponse) => fire({ url, connections, duration, setupClient }, onResponse);
  const warm = warmUp > 0 ? await run(warmUp, () => {}) : { '2xx': 0 };
  process.send({ kind: 'warm' });
  await new Promise((go) => process.once('message', go));
  const latencies = [];
  const started = performance.now();
  const result = await run(seconds, (ms) => latencies.push(ms));
  const elapsed = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  process.send({
    kind: 'done',
    answered: result['2xx'],
    acknowledged: warm['2xx'] + result['2xx'],
    failed: result.non2xx + result.errors + result.timeouts,
    rps: result['2xx'] / elapsed,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  });
  process.disconnect();
});

/** Each connection begins with a different request. Otherwise all would send the same one at the same time. */
function apart(requests, connections) {
  let made = 0;
  return (connection) => {
    const at = Math.floor(((made++ % connections) * requests.length) / connections);
    connection.setRequests([...requests.slice(at), ...requests.slice(0, at)]);
  };
}

function fire(options, onResponse) {
  return new Promise((resolve, reject) => {
    const instance = autocannon({ ...options, pipelining: 1, timeout: 20 }, (error, result) =>
      error ? reject(error) : resolve(result),
    );
    instance.on('response', (_client, _status, _bytes, ms) => onResponse(ms));
  });
}
