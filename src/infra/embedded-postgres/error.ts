export type EmbeddedPostgresErrorCode = 'IN_USE' | 'UNSUPPORTED' | 'FAILED';

/** Why the embedded database did not start. The message says what happened and what to do; it holds no password. */
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
