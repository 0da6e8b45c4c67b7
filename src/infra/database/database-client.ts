import pg from 'pg';

/**
 * A connection whose loss does not end the process. A pool listens for the `error` events of its idle connections only.
 * A connection that the server ends between two statements of a transaction would raise one without a listener, which
 * ends the process. With this listener the next statement on the connection fails instead.
 */
export class LastingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
