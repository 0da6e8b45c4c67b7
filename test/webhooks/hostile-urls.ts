/** URLs that lead, or could lead, into the network of the process: none may be connected to. */
export const HOSTILE_URLS = [
  // Loopback, in every way to write it.
  ...['https://127.0.0.1/', 'https://127.0.0.1:8443/', 'https://127.1/', 'https://0x7f.1/', 'https://2130706433/'],
  ...['https://017700000001/', 'https://0x7f000001/', 'https://127.255.255.254/', 'https://0.0.0.0/', 'https://0/'],
  ...['https://localhost/', 'https://LOCALHOST/', 'https://localhost./', 'https://①②⑦.⓪.⓪.①/', 'https://127。0。0。1/'],
  ...['https://[::1]/', 'https://[::]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[::ffff:127.0.0.1]/'],
  ...['https://[::ffff:7f00:1]/', 'https://[::127.0.0.1]/', 'https://[0:0:0:0:0:ffff:127.0.0.1]/'],
  // Private networks, and those of providers.
  ...['https://10.0.0.1/', 'https://10.255.255.255/', 'https://172.16.0.1/', 'https://172.31.255.255/'],
  ...['https://192.168.0.1/', 'https://192.168.255.255/', 'https://100.64.0.1/', 'https://100.127.255.255/'],
  ...['https://[::ffff:10.0.0.1]/', 'https://[::ffff:c0a8:1]/', 'https://[fc00::1]/', 'https://[fd12:3456::1]/'],
  ...['https://[fec0::1]/', 'https://0xa.0.0.1/', 'https://167772161/'],
  // Link-local addresses: the metadata of clouds.
  ...['https://169.254.169.254/latest/meta-data/', 'https://[::ffff:169.254.169.254]/', 'https://2852039166/'],
  ...['https://0xa9.0xfe.0xa9.0xfe/', 'https://[fe80::1]/', 'https://[fd00:ec2::254]/', 'https://169.254.1.1/'],
  // Addresses that a gateway turns into those of IPv4.
  ...[
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[64:ff9b:1::1]/',
    'https://[2002:7f00:1::]/',
  ],
  ...['https://[2002:a9fe:a9fe::]/', 'https://[2001:0:7f00:1::]/'],
  // Multicast, broadcast, documentation, benchmarks, reserved.
  ...['https://224.0.0.1/', 'https://239.255.255.255/', 'https://255.255.255.255/', 'https://240.0.0.1/'],
  ...[
    'https://192.0.2.1/',
    'https://198.51.100.1/',
    'https://203.0.113.1/',
    'https://198.18.0.1/',
    'https://192.0.0.8/',
  ],
  ...['https://[ff02::1]/', 'https://[2001:db8::1]/', 'https://[3fff::1]/', 'https://[100::1]/', 'https://[5f00::1]/'],
  // Ports of other services, at public addresses.
  ...[
    'https://1.1.1.1:22/',
    'https://1.1.1.1:25/',
    'https://1.1.1.1:5432/',
    'https://1.1.1.1:6379/',
    'https://1.1.1.1:11211/',
  ],
];
