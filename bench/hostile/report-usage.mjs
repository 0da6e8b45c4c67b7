/**
 * Preloaded into the measured server (`node --import`, with `--expose-gc`). Answers each message with the resource usage
 * of the process. The message `held` has the garbage collected first: `heldMb` is then what JavaScript holds, buffers
 * included. The resident memory can be more: it has room that an earlier peak has left.
 */
process.on('message', (message) => {
  if (message === 'held') globalThis.gc();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ cpuMs: (user + system) / 1000, rssMb: rss / 1e6, heldMb: (heapUsed + external) / 1e6 });
});
process.channel?.unref();
