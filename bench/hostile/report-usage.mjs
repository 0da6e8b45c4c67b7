/** Preloaded into the measured server (`node --import`). Answers each message with the resource usage of the process. */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1e6 });
});
process.channel?.unref();
