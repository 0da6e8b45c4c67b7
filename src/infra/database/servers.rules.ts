/** What a server must be, with the meaning that libpq gives to these values of `target_session_attrs`. */
export type Target = 'any' | 'read-write' | 'primary';

/** Whether this value of `target_session_attrs` is supported. */
export const isTarget = (text: string): text is Target => /^(any|read-write|primary)$/.test(text);

/** One server of a connection URL. `host` is a name, an address without brackets, or the folder of a socket. */
export interface Server {
  readonly host: string;
  readonly port: number;
}

/** The servers that a connection URL names, in its order, and what the chosen one must be. */
export interface Servers {
  readonly list: readonly [Server, ...Server[]];
  readonly target: Target;
}

/**
 * Reads them from a URL with one host in its place. Several stand in the parameters `host` and `port`, as libpq reads
 * them: one port for each, or one for all. Without `target_session_attrs`, several servers are those of a failover:
 * the one that takes writes is meant, where libpq takes any. Undefined: a host or a port cannot be read.
 */
export function readServers({ hostname, port, searchParams }: URL): Servers | undefined {
  const hosts = (searchParams.get('host') ?? decodeURIComponent(hostname).replace(/^\[(.+)\]$/, '$1')).split(',');
  const ports = (searchParams.get('port') ?? (port || '5432')).split(',').map(Number);
  const list = hosts.map((host, place) => ({ host, port: ports.length === 1 ? ports[0] : ports[place] }));
  const isReadable = (server: { port: number | undefined }): server is Server =>
    Number.isInteger(server.port) && Number(server.port) > 0 && Number(server.port) < 65_536;
  const [first, ...others] = list.filter(isReadable);
  const isWhole = others.length === hosts.length - 1 && (hosts.length === 1 || !hosts.includes(''));
  if (first === undefined || !isWhole || ![1, hosts.length].includes(ports.length)) return undefined;
  const wanted = searchParams.get('target_session_attrs') ?? (hosts.length > 1 ? 'read-write' : 'any');
  return isTarget(wanted) ? { list: [first, ...others], target: wanted } : undefined;
}

/** What a server says about itself. A standby is always read-only. */
export interface WriteState {
  readonly standby: boolean;
  readonly read_only: boolean;
}

/** True also where only the default of the role, of the database or of the server is read-only. */
export const WRITE_STATE =
  "pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS read_only";

/** Why a server is not the one that is meant, or undefined where it is. */
export function whyNotTarget(target: Target, { standby, read_only }: WriteState): 'standby' | 'read-only' | undefined {
  if (target === 'any') return undefined;
  if (standby) return 'standby';
  return target === 'read-write' && read_only ? 'read-only' : undefined;
}

/** The error (not thrown) for a server that only answers reads. `failure.rules` has its sentence. */
export const onlyReads = (why: 'standby' | 'read-only' | 'no server'): Error =>
  Object.assign(new Error(`${why}: only answers reads`), { code: '25006' });
