import { BlockList, isIPv4, isIPv6, SocketAddress } from 'node:net';
import type { TrustedProxies } from '../config/config-values.js';

/** Answers the address of the client that sent a request: that of its connection, and its X-Forwarded-For header. */
export type ClientAddress = (connection: string | undefined, forwardedFor: string | undefined) => string;

/**
 * Makes the function that finds a client's address. Each proxy appends to X-Forwarded-For whom it was asked by, so the
 * entries are read from the end, as far as proxies of ours have written them: the first entries are the client's own
 * words. An entry that is no address ends the reading.
 */
export function createClientAddress(trusted: TrustedProxies): ClientAddress {
  const isOurs = trusts(trusted);
  return (connection, forwardedFor) => {
    let address = toAddress(connection ?? '') ?? 'unknown';
    if (forwardedFor === undefined) return address;
    for (let end = forwardedFor.length, hop = 0; end >= 0 && isOurs(address, hop); hop++) {
      const start = forwardedFor.lastIndexOf(',', end - 1) + 1;
      const next = toAddress(forwardedFor.slice(start, end));
      if (next === undefined) return address;
      address = next;
      end = start - 1;
    }
    return address;
  };
}

/** Whether the proxy at an address is ours; `hop` counts from the connection, which is 0. */
function trusts(trusted: TrustedProxies): (address: string, hop: number) => boolean {
  if ('hops' in trusted) return (_address, hop) => hop < trusted.hops;
  const networks = new BlockList();
  for (const { address, prefix, family } of trusted.networks) networks.addSubnet(address, prefix, family);
  return (address) => networks.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/**
 * An IP address in its one usual form, without brackets, port and zone, or undefined. An IPv4 address that is written
 * as IPv6 (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) is an IPv4 address.
 */
export function toAddress(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, bare = ''] = /^\s*(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5}|(.*?))\s*$/
    .exec(text)
    ?.filter((part) => part !== undefined) ?? [''];
  if (isIPv4(bare)) return bare;
  const address = bare.replace(/%.*$/, '');
  if (!isIPv6(address)) return undefined;
  const usual = new SocketAddress({ address, family: 'ipv6' }).address;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(usual)?.[1] ?? usual;
}

/** An IPv6 address with zone, brackets and port. */
const MAX_LENGTH = 100;

/**
 * What limits count an address by: an IPv4 address is itself, an IPv6 address is its /64 network, because that is what
 * one subscriber gets (RFC 6177), with 2^64 addresses. At most 25 characters.
 */
export function toLimitKey(given: string | undefined): string {
  const address = toAddress(given ?? '');
  if (address === undefined) return 'unknown';
  if (isIPv4(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  while (tail !== undefined && groups.length + after.length < 8) groups.push('0');
  return `${[...groups, ...after].slice(0, 4).join(':')}::/64`;
}
