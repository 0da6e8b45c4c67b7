import { randomBytes } from 'node:crypto';

/** Found nowhere by chance; letters and digits only, so that every way of writing it down is one of `FORMS`. */
export const CANARY = `qxCanary${randomBytes(9).toString('hex')}`;

/** The middle of the base64 that any text holding the canary has, at each of the three places it may begin. */
const inBase64 = [0, 1, 2].map((before) => {
  const text = Buffer.from('.'.repeat(before) + CANARY).toString('base64');
  return text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + CANARY.length) * 8) / 6));
});
const hex = Buffer.from(CANARY).toString('hex');
const percent = hex.replace(/../g, '%$&');
const spaced = (text: string, by: string) => [...text].join(by);

/** The ways in which a secret could lie somewhere. */
export const FORMS: readonly string[] = [
  CANARY,
  CANARY.toLowerCase(),
  CANARY.toUpperCase(),
  [...CANARY].reverse().join(''),
  ...inBase64,
  hex,
  hex.toUpperCase(),
  percent,
  percent.toUpperCase(),
  // UTF-16, and what JSON may write for a letter.
  spaced(CANARY, '\u0000'),
  [...CANARY].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join(''),
];

/** Which forms of the canary a text or file holds, each with what stands around it. */
export function canariesIn(held: string | Buffer): string[] {
  const bytes = typeof held === 'string' ? Buffer.from(held) : held;
  return FORMS.flatMap((form) => {
    const at = bytes.indexOf(form);
    return at < 0 ? [] : [bytes.toString('latin1', Math.max(0, at - 60), at + form.length + 20)];
  });
}
