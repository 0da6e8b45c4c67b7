import type { DestinationStream } from 'pino';

/** How many characters may wait for the reader of stdout. A line of a request has about 200. */
const MAX_WAITING = 1_000_000;

/** Where a process writes its log and its texts. */
export interface LogOutput extends DestinationStream {
  /** Resolves when all that was written has left the process. It never does while the reader stalls. */
  flush(): Promise<void>;
}

/** A terminal or a pipe of Node. `_handle` has no types; packages such as yargs set it in the same way. */
type Output = NodeJS.WriteStream & { readonly _handle?: { setBlocking?(blocking: boolean): void } };

/**
 * Writes to stdout without ever waiting for its reader. What is written in one turn of the event loop goes out in one
 * piece: a line takes 4 µs of processor in place of 7. Beyond `maxWaiting` characters lines are dropped and counted, and
 * the count is logged when the reader has caught up. A file descriptor that blocks would hold a thread, and a process
 * whose thread is held cannot exit.
 */
export function openLogOutput(out: Output = process.stdout, maxWaiting = MAX_WAITING): LogOutput {
  let turn = '';
  let dropped = 0;
  const send = (): void => {
    if (turn !== '') out.write(turn);
    turn = '';
  };
  const write = (text: string): void => {
    if (out.writableLength + turn.length + text.length > maxWaiting) {
      dropped += 1;
      return;
    }
    if (turn === '') setImmediate(send);
    turn += text;
  };
  out._handle?.setBlocking?.(false); // Node makes terminals blocking: one that was halted by Ctrl-S would halt the process
  out.on('error', () => undefined); // EPIPE: the reader has ended, and the process goes on without a log
  out.on('drain', () => {
    if (dropped > 0) write(droppedLine(dropped));
    dropped = 0;
  });
  process.on('exit', send);
  return {
    write,
    flush: () =>
      new Promise((resolve) => {
        send();
        out.write('', () => resolve());
      }),
  };
}

function droppedLine(lines: number): string {
  const msg = 'log lines were dropped: their reader did not keep up';
  return `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), lines, msg })}\n`;
}
