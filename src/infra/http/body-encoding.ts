import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request's headers name UTF-8 or no character set, and no compression. Other bodies are not read. */
export function isPlainUtf8(headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type'] ?? '';
  const charsets = [...type.matchAll(/;\s*charset\s*=\s*"?([^\s;"]*)/gi)].map(([, name = '']) => name);
  return charsets.every((name) => /^utf-?8$/i.test(name)) && (headers['content-encoding'] ?? 'identity') === 'identity';
}
