// The folder `infra/process`: what concerns the operating system's process: exit codes, signals, deadlines, memory,
// and files that must survive it. In which order a process starts stands in `start`.

import type { Logger } from '../observability/logger.js';

/** Exit codes that scripts can tell apart (sysexits.h where it has one). */
export const EXIT = { ok: 0, failed: 1, usage: 64, unavailable: 69, config: 78 } as const;

/** What `closeOnSignals` needs. */
export interface ShutdownOptions {
  /** How long `close` may take before the process ends anyway. */
  readonly graceMs: number;
  readonly logger: Logger;
  /** Finishes running work and releases all resources. */
  close(): Promise<void>;
}

/**
 * Calls `close` on SIGTERM, SIGINT or SIGHUP and exits with 0; after an uncaught error it does the same and exits with 1,
 * because a process in an unknown state must not go on serving. A second SIGTERM is ignored, because supervisors repeat
 * it; a second Ctrl-C ends the process immediately. close-with-grace 2.5 exits with 1 on any second signal.
 */
export function closeOnSignals({ graceMs, logger, close }: ShutdownOptions): void {
  let closing = false;
  const end = (code: number) => {
    if (closing) return;
    closing = true;
    setTimeout(() => {
      logger.warn('shutdown took longer than it may: ending with requests under way', { graceMs });
      process.exit(EXIT.failed);
    }, graceMs).unref();
    close().then(
      () => process.exit(code),
      (error: unknown) => {
        logger.fault('shutdown failed', error);
        process.exit(EXIT.failed);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(EXIT.ok));
  process.on('SIGINT', () => {
    if (closing) process.exit(EXIT.failed);
    end(EXIT.ok);
  });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fault('an uncaught error: shutting down', error);
      end(EXIT.failed);
    });
  }
}
