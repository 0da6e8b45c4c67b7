import { failureOf, isFileError } from '../errors/failure.rules.js';

/** `IN_USE`: another process owns the folder. `UNSUPPORTED`: this machine cannot run it. `STOPPED`: by `stop()`. */
export type EmbeddedPostgresErrorCode = 'IN_USE' | 'UNSUPPORTED' | 'STOPPED' | 'FAILED';

/** The embedded database did not start. The message says why and what to do, and contains no password. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Any error of a start, as one whose message says why (not thrown). */
export function didNotStart(error: unknown): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const told = isFileError(error) ? failureOf('file', error).sentence : undefined;
  const reason = told ?? String(error).replace(/^Error: /, '');
  return new EmbeddedPostgresError('FAILED', `The embedded database did not start: ${reason}`, {
    cause: error,
  });
}
