/** Preloaded into the server that is measured (`node --import`): answers each message with what the process has used. */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1e6 });
});
process.channel?.unref();
