import { fork } from 'node:child_process';
import { once } from 'node:events';
import { BENCH, contestantNode } from '../place.mjs';
import { cpuMs, rssMb, watchRss } from './process-usage.mjs';

/**
 * Loads one contestant from a separate process. Answers the results and the cost for the contestant (`pids`: the first is
 * the contestant, the others are PostgreSQL). Throws when a request was not answered with 2xx.
 */
export async function drive({ url, pid, postgres, ...load }) {
  const generator = fork(`${BENCH}measure/load.mjs`, { execPath: contestantNode(), execArgv: [] });
  const ended = once(generator, 'exit').then(([code]) => {
    throw new Error(`the load generator ended with ${code}`);
  });
  ended.catch(() => {});
  const next = (kind) =>
    Promise.race([once(generator, 'message'), ended]).then(([message]) =>
      message.kind === kind ? message : Promise.reject(new Error(`the load generator said ${message.kind}`)),
    );
  try {
    generator.send({ url, ...load });
    await next('warm');
    const before = [cpuMs(pid), postgres.cpuMs()];
    const memory = watchRss(pid);
    generator.send('go');
    const result = await next('done');
    const after = [cpuMs(pid), postgres.cpuMs()];
    memory.stop();
    if (result.failed > 0) throw new Error(`${url}: ${result.failed} requests failed`);
    if (result.answered === 0) throw new Error(`${url} answered nothing in ${load.seconds} s: raise --seconds`);
    return {
      ...result,
      rssMb: rssMb(pid),
      samples: memory.samples,
      cpuMs: (after[0] - before[0]) / result.answered,
      postgresCpuMs: (after[1] - before[1]) / result.answered,
    };
  } finally {
    if (generator.exitCode === null) generator.kill();
  }
}
