import { z } from 'zod';
import { whyNotKeyRing } from '../secrets/key-ring.js';

/** The kinds of values that variables have. Messages say what a value must be, never what it was. */

export function whole(least: number, most: number) {
  const what = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,6}$/, what)
    .transform(Number)
    .pipe(z.number().min(least, what).max(most, what));
}
export const onOff = z.enum(['on', 'off'], 'must be `on` or `off`').transform((value) => value === 'on');
export const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => protocols.includes(urlOf(text)?.protocol ?? ''),
      `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    );
/** Percent signs that encode nothing are refused here: the driver would fail on them later. */
export function urlOf(text: string): URL | undefined {
  try {
    decodeURIComponent(text);
    return new URL(text);
  } catch {
    return undefined;
  }
}
export const bare = (text: string): boolean => !/[?#@]/.test(text);
/** Plain HTTP is for what runs on this machine. */
export const safeOrLocal = (text: string): boolean =>
  /^https:/i.test(text) || ['localhost', '127.0.0.1', '[::1]'].includes(urlOf(text)?.hostname ?? '');
export const origins = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  )
  .refine(
    (list) => list.every((entry) => urlOf(entry)?.origin === entry && !entry.includes('*')),
    'must be exact origins such as https://app.example.com, without a path or an asterisk',
  );
export const keys = z.string().superRefine((text, context) => {
  const why = whyNotKeyRing(text);
  if (why !== undefined) context.addIssue(why);
});

/** `lease/gate/wait/settle` in ms, as `linking` needs them in relation to one another. */
export const refreshTiming = z
  .string()
  .regex(/^\d{2,6}(\/\d{2,6}){3}$/, 'must be four numbers of ms: lease/gate/wait/settle')
  .transform((text) => {
    const [leaseMs = 0, gateMs = 0, waitMs = 0, settleMs = 0] = text.split('/').map(Number);
    return { leaseMs, gateMs, waitMs, settleMs };
  })
  .refine(
    ({ leaseMs, gateMs, settleMs }) => 2 * gateMs < leaseMs && gateMs + settleMs < 1.5 * leaseMs,
    'must have a gate below half the lease, and gate and settle together below one and a half leases',
  );
export type RefreshTiming = z.output<typeof refreshTiming>;
