// The folder `infra/observability`: logs and metrics. What is worth a line or a count is decided where it happens.

import { type DestinationStream, pino } from 'pino';

/** Writes structured logs, one JSON object a line. It takes named fields only, never whole objects. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Logs a bug or an outage with name, code and stack frames of its cause, but not its message: it may quote values. */
  fault(message: string, cause: unknown, fields?: LogFields): void;
}

/** The fields of a log line. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Makes a logger that writes lines of `level` (pino's names) and above to `destination`, stdout by default. */
export function createLogger(level: string, destination: DestinationStream = process.stdout): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters }, destination);
  return {
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    fault: (message, cause, fields) => log.error({ ...fields, ...describe(cause) }, message),
  };
}

function describe(thrown: unknown): LogFields {
  const cause = (thrown as { originalError?: unknown } | undefined)?.originalError ?? thrown;
  if (typeof cause !== 'object' || cause === null) return { name: typeof cause };
  const { name, code, constraint, table, stack } = cause as Record<string, unknown>;
  const frames =
    typeof stack === 'string'
      ? stack
          .split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 12)
      : [];
  return {
    name: text(name),
    code: text(code),
    constraint: text(constraint),
    table: text(table),
    stack: frames.join('\n'),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
