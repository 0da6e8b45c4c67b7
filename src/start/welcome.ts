import { relative } from 'node:path';
import type { Config } from '../infra/config/config.js';
import type { EmbeddedPostgres } from '../infra/embedded-postgres/embedded-postgres.js';
import { keyFiles, readKeyFile } from '../infra/process/key-files.js';
import { findPortalFiles } from '../portal/portal-files.js';
import type { SandboxChild } from './sandbox-child.js';

/** The text after a start. The API key is in the link, so that one click signs in to the portal. */
export function welcome(
  config: Config,
  embedded: EmbeddedPostgres | undefined,
  apiKeyUsable: boolean,
  sandbox: SandboxChild | undefined,
): string {
  const files = keyFiles(config.dataDir);
  const relativePath = (path: string) => relative(process.cwd(), path) || '.';
  const key = apiKeyUsable ? `#key=${readKeyFile(files.apiKey) ?? ''}` : '';
  const portal = config.portal && findPortalFiles() !== undefined;
  const database = embedded
    ? `embedded PostgreSQL in ${relativePath(embedded.dataPath)}`
    : 'the one that DATABASE_URL names';
  const lines = [
    ['Ledgerlink', `${config.publicUrl}/graphql`],
    ...(portal ? [['Portal', `${config.publicUrl}/${key}`]] : []),
    ...(portal && config.playground ? [['Playground', `${config.publicUrl}/playground`]] : []),
    ['Database', database],
    [
      'API key',
      `in ${relativePath(files.apiKey)}${apiKeyUsable ? '' : ', not valid any more: remove the file, and the next start makes a new one'}`,
    ],
    ...(config.encryptionKeys === undefined
      ? [['Encryption key', `in ${relativePath(files.encryptionKeys)}: keep a copy, nothing opens without it`]]
      : []),
    ...(sandbox ? sandboxLines(sandbox) : []),
  ];
  return `\n${lines.map(([name, value]) => `  ${String(name).padEnd(15)} ${value}`).join('\n')}\n\n`;
}

/** The sandbox's demo credentials, which are public, and its control key. No platform but the sandbox knows them. */
const sandboxLines = ({ url, demo, controlKey }: SandboxChild): string[][] => [
  ['Sandbox', url],
  ...Object.values(demo).map((keys) => [
    '',
    Object.entries(keys)
      .map(([name, value]) => `${name} ${value}`)
      .join('  '),
  ]),
  ['', `control API ${url}/control, key ${controlKey}`],
];
