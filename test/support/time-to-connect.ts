import type { DataSource } from 'typeorm';

/** A pool that is not connected yet, and that waits longer for a connection than the product: a busy machine may need it. */
export function withTimeToConnect(source: DataSource): DataSource {
  Object.assign(source.options.extra, { connectionTimeoutMillis: 30_000 });
  return source;
}
