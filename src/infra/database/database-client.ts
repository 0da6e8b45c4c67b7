import pg from 'pg';

/**
 * A connection that may break at any moment without ending the process. A pool listens to its idle connections only: one
 * that the server ends between two statements of a transaction, or in the same packet that says it is connected, would
 * raise an `error` event that nobody hears. The next statement on it fails, and that is heard.
 */
export class LastingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
