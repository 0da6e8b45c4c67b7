import pg from 'pg';

/**
 * What our SQL and the driver's readers depend on, whatever a role, a database or the server has as its default. They go
 * with the first message of a connection, as JDBC sends them (PgConnection, "DateStyle", "TimeZone"): poolers such as
 * PgBouncer refuse other parameters there, but follow these from one server connection to the next. `pg` sends
 * `client_encoding` itself.
 */
const SESSION = { DateStyle: 'ISO, MDY', TimeZone: 'UTC', standard_conforming_strings: 'on' };

/** The driver's own method, which its types do not declare. */
type StartupParameters = { getStartupConf(): Record<string, string> };

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

  /** The parameters of the first message. `pg` has no option for more of them. */
  getStartupConf(): Record<string, string> {
    const { getStartupConf } = pg.Client.prototype as unknown as StartupParameters;
    return { ...getStartupConf.call(this), ...SESSION };
  }
}
