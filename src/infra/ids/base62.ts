const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Bytes in base 62, big-endian, padded with zeros to `digits`: 16 bytes need 22 digits, 32 bytes 43, four bytes six. */
export function base62(bytes: Uint8Array, digits: number): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let i = 0; i < digits; i++) {
    text = (ALPHABET[Number(number % 62n)] ?? '') + text;
    number /= 62n;
  }
  return text;
}

/** A uuid as 22 digits of base 62. */
export const uuidTo62 = (uuid: string): string => base62(Buffer.from(uuid.replaceAll('-', ''), 'hex'), 22);

/** The uuid of 22 digits of base 62. Undefined: the number has more than 128 bits. */
export function uuidFrom62(text: string): string | undefined {
  let number = 0n;
  for (const digit of text) number = number * 62n + BigInt(ALPHABET.indexOf(digit));
  const hex = number.toString(16).padStart(32, '0');
  if (hex.length > 32) return undefined;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
