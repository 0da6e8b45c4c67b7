import { contains, type Network, networkOf } from '../config/network.js';

/**
 * Networks that are not of the public Internet, although unicast. Sources: the IANA registries of special-purpose
 * addresses, for IPv4 and IPv6 (RFC 6890).
 */
const SPECIAL = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // Within 2000::/3: Teredo, ORCHID and others, documentation, 6to4, documentation again.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
].flatMap((text) => networkOf(text) ?? []);
/** Global unicast of IPv6. Outside of it are loopback, local addresses, and those that NAT64 turns into IPv4. */
const GLOBAL = networkOf('2000::/3');

/** Whether an address is one of the public Internet. False for a text that is no address. */
export function isPublicAddress(address: string): boolean {
  const known = networkOf(address);
  if (known === undefined || SPECIAL.some((network) => contains(network, address))) return false;
  return known.family === 'ipv4' || (GLOBAL !== undefined && contains(GLOBAL, address));
}

/** Ports of public hosts that may be called. Other ones are those of databases, mail and control. */
const PORTS: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);

/** Whether a connection may be opened to an address and a port. */
export type MayConnect = (address: string, port: number) => boolean;

/** Allows public addresses at the ports of web servers, and every port of the networks that the operator has allowed. */
export const mayConnectTo =
  (allowed: readonly Network[]): MayConnect =>
  (address, port) =>
    allowed.some((network) => contains(network, address)) || (PORTS.has(port) && isPublicAddress(address));
