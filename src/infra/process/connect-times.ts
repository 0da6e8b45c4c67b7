import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';

/** How long opening a connection may take, in ms: to the database with signing in, to a platform with TLS. */
export const CONNECT_MS = { database: 2_000, platform: 10_000 } as const;

/**
 * Where a host has an IPv6 and an IPv4 address, Node gives up all but the last after 250 ms each, so that a line of
 * 400 ms never connects if the last one leads nowhere. This module, which every caller of `CONNECT_MS` loads, gives an
 * address half of the shorter time: a working one needs less, and the other half is left for the next address.
 * Source: Node.js manual, `net.setDefaultAutoSelectFamilyAttemptTimeout`.
 */
export const ADDRESS_MS = Math.min(...Object.values(CONNECT_MS)) / 2;
setDefaultAutoSelectFamilyAttemptTimeout(ADDRESS_MS);
