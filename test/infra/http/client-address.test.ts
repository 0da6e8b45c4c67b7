import { describe, expect, test } from '@jest/globals';
import { createClientAddress, toAddress, toLimitKey } from '../../../src/infra/http/client-address.js';

const CLIENT = '203.0.113.9';
const PROXY = '10.0.0.7';

describe('without proxies', () => {
  const addressOf = createClientAddress({ hops: 0 });
  test.each([
    [PROXY, CLIENT],
    [PROXY, undefined],
    [PROXY, ''],
  ])('the connection of %s counts, whatever the header says: %j', (connection, header) => {
    expect(addressOf(connection, header)).toBe(PROXY);
  });

  test('a connection without an address, as of a socket in a folder, has one key', () => {
    expect(addressOf(undefined, CLIENT)).toBe('unknown');
    expect(toLimitKey(addressOf('', CLIENT))).toBe('unknown');
  });
});

describe('with a number of proxies', () => {
  test.each([
    ['the last entry is that of the one proxy', 1, `198.51.100.1, ${CLIENT}`, CLIENT],
    ['what the client wrote before it is no address of it', 1, `127.0.0.1,evil, 8.8.8.8 , ${CLIENT} `, CLIENT],
    ['two proxies wrote the last two', 2, `198.51.100.1, ${CLIENT}, 10.0.0.6`, CLIENT],
    ['fewer entries than proxies', 3, `${CLIENT}, 10.0.0.6`, CLIENT],
    ['a header that is empty', 1, '', PROXY],
    ['no header', 1, undefined, PROXY],
    ['a word instead of an address', 1, `${CLIENT}, unknown`, PROXY],
    ['a word of 12 kB', 1, 'x'.repeat(12_000), PROXY],
    ['an address behind a word', 2, `${CLIENT}, _hidden, 10.0.0.6`, '10.0.0.6'],
    ['nothing behind the last comma', 1, `${CLIENT},`, PROXY],
    ['nothing between commas', 2, `${CLIENT},,10.0.0.6`, '10.0.0.6'],
    ['an address with a port, as some proxies write it', 1, `${CLIENT}:51234`, CLIENT],
    ['an IPv6 address with brackets and port', 1, '[2001:db8::1]:51234', '2001:db8::1'],
    ['an IPv4 address in IPv6', 1, `::ffff:${CLIENT}`, CLIENT],
    ['a path', 1, '../../etc/passwd', PROXY],
    ['a line break', 1, `${CLIENT}\n8.8.8.8`, PROXY],
    ['an address that is none', 1, '203.0.113.999', PROXY],
    ['a number that other parsers take for an address', 1, '3405803785', PROXY],
    ['an octal address', 1, '0313.0.113.9', PROXY],
  ])('%s', (_what, hops, header, address) => {
    expect(createClientAddress({ hops })(PROXY, header)).toBe(address);
  });

  test('4,000 entries are read from the end only', () => {
    const header = `${'1.1.1.1,'.repeat(2_000)}${CLIENT}`;
    expect(createClientAddress({ hops: 1 })(PROXY, header)).toBe(CLIENT);
  });
});

describe('with networks of proxies', () => {
  const addressOf = createClientAddress({
    networks: [
      { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
      { address: 'fd00::', prefix: 8, family: 'ipv6' },
    ],
  });
  test.each([
    ['a proxy of ours', PROXY, `198.51.100.1, ${CLIENT}`, CLIENT],
    ['two of ours', PROXY, `198.51.100.1, ${CLIENT}, 10.9.9.9`, CLIENT],
    ['one of each family', 'fd00::1', `198.51.100.1, ${CLIENT}, 10.9.9.9`, CLIENT],
    ['one that is connected by IPv4 in IPv6', '::ffff:10.0.0.7', CLIENT, CLIENT],
    ['a stranger who writes a header', '198.51.100.7', CLIENT, '198.51.100.7'],
    ['a stranger who writes an address of ours', PROXY, `${CLIENT}, 10.1.1.1, 198.51.100.7`, '198.51.100.7'],
    ['proxies of ours and nobody else', PROXY, '10.1.1.1, 10.2.2.2', '10.1.1.1'],
    ['a word behind ours', PROXY, `${CLIENT}, evil, 10.2.2.2`, '10.2.2.2'],
  ])('%s', (_what, connection, header, address) => {
    expect(addressOf(connection, header)).toBe(address);
  });
});

describe('an address has one form', () => {
  test.each([
    ['2001:0DB8:0:0::0:1', '2001:db8::1'],
    ['::FFFF:cb00:7109', CLIENT],
    ['fe80::1%eth0', 'fe80::1'],
    [' 203.0.113.9 ', CLIENT],
    ['[::1]', '::1'],
    ['[203.0.113.9]', CLIENT],
    ['203.0.113.9:', undefined],
    ['203.0.113.9:x', undefined],
    ['[::1', undefined],
    ['', undefined],
    ['::1::', undefined],
    [`${CLIENT}${' '.repeat(200)}`, undefined],
  ])('%j', (text, address) => {
    expect(toAddress(text)).toBe(address);
  });
});

describe('limits count', () => {
  test.each([
    ['an IPv4 address as it is', CLIENT, CLIENT],
    ['an IPv4 address in IPv6 as IPv4', `::ffff:${CLIENT}`, CLIENT],
    ['an IPv6 address by its network', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['the next address of the network as the same', '2001:db8:1:2:ffff::', '2001:db8:1:2::/64'],
    ['the next network as another', '2001:db8:1:3::6', '2001:db8:1:3::/64'],
    ['zeros in the middle', '2001:db8::6', '2001:db8:0:0::/64'],
    ['zeros at the beginning', '::1', '0:0:0:0::/64'],
    ['zeros at the end', '2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['a zone for nothing', 'fe80::a:b%eth0', 'fe80:0:0:0::/64'],
    ['what is no address as one', 'x'.repeat(12_000), 'unknown'],
  ])('%s', (_what, address, key) => {
    expect(toLimitKey(address)).toBe(key);
  });
});
