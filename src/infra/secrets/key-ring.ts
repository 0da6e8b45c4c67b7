import { createSecretKey, hkdfSync, type KeyObject, randomBytes, webcrypto } from 'node:crypto';

type CryptoKey = webcrypto.CryptoKey;

/** Encryption keys by id. The first one seals, all of them open, so that keys can be changed. */
export interface KeyRing {
  readonly sealingKid: string;
  readonly keys: ReadonlyMap<string, CryptoKey>;
  /** Keys for `SpoolSealer`, under the same ids. They are derived, because WebCrypto's keys work asynchronously only. */
  readonly spoolKeys: ReadonlyMap<string, KeyObject>;
}

const ENTRY = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/;

/** Whether a text can be the id of a key. */
export const isKeyId = (text: string): boolean => /^[A-Za-z0-9_-]{1,32}$/.test(text);

/**
 * Why a text is not a key ring (`kid:base64-of-32-bytes`, comma-separated), or undefined when it is one. The answer
 * names positions in the list and never repeats the text.
 */
export function whyNotKeyRing(text: string): string | undefined {
  const kids = new Set<string>();
  for (const [index, entry] of text.split(',').entries()) {
    const [, kid] = ENTRY.exec(entry.trim()) ?? [];
    if (kid === undefined) {
      return `entry ${index + 1} is not \`name:base64 of 32 bytes\` (make one with \`npm run cli -- keys generate\`)`;
    }
    if (kids.has(kid)) return `entry ${index + 1} has the name of an earlier entry`;
    kids.add(kid);
  }
  return undefined;
}

/**
 * Reads a key ring from a text that `whyNotKeyRing` accepts. Keys are imported here once: with a CryptoKey jose seals
 * in 58 µs, with raw bytes it imports the key each time.
 * @throws Error when the text holds no key.
 */
export async function openKeyRing(text: string): Promise<KeyRing> {
  const keys = new Map<string, CryptoKey>();
  const spoolKeys = new Map<string, KeyObject>();
  for (const entry of text.split(',')) {
    const [, kid = '', base64 = ''] = ENTRY.exec(entry.trim()) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    keys.set(kid, await webcrypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']));
    // HKDF (RFC 5869): each format has a key of its own.
    const derived = hkdfSync('sha256', bytes, '', 'ledgerlink.spool.v1', 32);
    spoolKeys.set(kid, createSecretKey(Buffer.from(derived)));
  }
  const [sealingKid] = keys.keys();
  if (sealingKid === undefined) throw new Error('the key ring is empty');
  return { sealingKid, keys, spoolKeys };
}

/** A new entry for ENCRYPTION_KEYS, named after the day it was made. */
export function generateKeyEntry(day: string): string {
  return `k${day.replaceAll('-', '')}${randomBytes(2).toString('hex')}:${randomBytes(32).toString('base64')}`;
}
