import { BlockList, isIPv4, isIPv6, SocketAddress } from 'node:net';

/** A network of IP addresses. A single address is one with the longest prefix. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/**
 * Reads `address` or `address/prefix` as a network in its own family: IPv4 addresses that are written as IPv6 (RFC 4291
 * §2.5.5.2) are IPv4. Undefined where the text is neither, the prefix is shorter than `shortest`, or an IPv6 network holds
 * all IPv4 addresses.
 */
export function networkOf(text: string, shortest = { ipv4: 0, ipv6: 0 }): Network | undefined {
  const [address = '', length, ...more] = text.split('/');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) && !address.includes('%') ? 'ipv6' : undefined;
  if (family === undefined || more.length > 0) return undefined;
  const longest = family === 'ipv4' ? 32 : 128;
  const prefix = length === undefined ? longest : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (prefix < shortest[family] || prefix > longest) return undefined;
  if (family === 'ipv4') return { address, prefix, family };
  const [, mapped] = /^::ffff:(\d+\.[\d.]+)$/.exec(new SocketAddress({ address, family }).address) ?? [];
  if (mapped !== undefined) return networkOf(`${mapped}/${prefix - 96}`, shortest);
  const network = new BlockList();
  network.addSubnet(address, prefix, family);
  return network.check('::ffff:0:0', family) ? undefined : { address, prefix, family };
}

/** Whether an address is in a network. A text that is no address is in none. */
export function contains({ address, prefix, family }: Network, text: string): boolean {
  const other = networkOf(text);
  if (other === undefined) return false;
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return list.check(other.address, other.family);
}
