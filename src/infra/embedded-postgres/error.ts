/** `IN_USE`: another process owns the folder. `UNSUPPORTED`: this machine cannot run it. */
export type EmbeddedPostgresErrorCode = 'IN_USE' | 'UNSUPPORTED' | 'FAILED';

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
