// The folder `infra/process`: what concerns the operating system's process: exit codes, signals, deadlines, memory,
// and files that must survive it. In which order a process starts stands in `start`.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../observability/logger.js';

/** Exit codes that scripts can tell apart (sysexits.h where it has one). */
export const EXIT = { ok: 0, failed: 1, usage: 64, unavailable: 69, config: 78 } as const;

/** One step of a shutdown. */
export interface ShutdownStep {
  readonly name: string;
  /** How long it may take, in ms. The next step begins then. */
  readonly withinMs: number;
  /** The shutdown counts as done without it. */
  readonly optional?: true;
  work(): Promise<unknown>;
}

/** npm and other wrappers pass a signal on that the terminal has sent to the whole group: its copy comes within this time. */
const COPY_MS = 50;
/** How long the end waits for calls to the file system and the resolver. */
const THREADS_MS = 500;

/**
 * Runs the steps in order on SIGTERM, SIGINT or SIGHUP and exits with 0, or with 1 when a step failed or took longer than
 * it may, unless the step is optional. After an uncaught error it does the same and exits with 1, because a process in an
 * unknown state must not go on serving. A second SIGTERM or SIGINT ends the process at once, with 1.
 */
export function closeOnSignals(steps: readonly ShutdownStep[], logger: Logger): void {
  let closingSince: number | undefined;
  const close = async (code: number): Promise<void> => {
    if (closingSince !== undefined) return;
    closingSince = performance.now();
    let ending = code;
    for (const step of steps) if (!(await succeeds(step, logger)) && !step.optional) ending = EXIT.failed;
    await endProcess(ending);
  };
  process.on('SIGHUP', () => close(EXIT.ok));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (closingSince === undefined) close(EXIT.ok);
      else if (performance.now() - closingSince > COPY_MS) endProcess(EXIT.failed);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fault('an uncaught error: shutting down', error);
      close(EXIT.failed);
    });
  }
}

/** Whether a step ended in time and without an error. The log says what did not. */
async function succeeds({ name: step, withinMs, work }: ShutdownStep, logger: Logger): Promise<boolean> {
  const timer = new AbortController();
  try {
    const late = sleep(withinMs, true, { signal: timer.signal }).catch(() => false);
    const isLate = await Promise.race([work().then(() => false), late]);
    if (isLate) logger.warn('shutdown took longer than it may: going on without this step', { step, withinMs });
    return !isLate;
  } catch (error) {
    logger.fault('a step of the shutdown failed', error, { step });
    return false;
  } finally {
    timer.abort();
  }
}

/**
 * Exits. The exit of C waits for the threads that call the file system and the resolver. A call that never returns, such
 * as one to a disk of the network that is away, would hold the process: then SIGKILL ends it.
 */
async function endProcess(code: number): Promise<void> {
  const deadline = performance.now() + THREADS_MS;
  while (areThreadsAtWork()) {
    if (performance.now() > deadline) process.kill(process.pid, 'SIGKILL');
    await sleep(10);
  }
  process.exit(code);
}

const areThreadsAtWork = (): boolean =>
  process.getActiveResourcesInfo().some((name) => /^(FSReq|GetAddrInfoReq|GetNameInfoReq)/.test(name));
