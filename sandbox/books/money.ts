/** Pennies as the platform writes amounts: `12000` is `"120.0"`, `1833` is `"18.33"`. */
export function amountText(pennies: number): string {
  const digits = String(Math.abs(pennies)).padStart(3, '0');
  const cents = digits.slice(-2).replace(/0$/, '');
  return `${pennies < 0 ? '-' : ''}${digits.slice(0, -2)}.${cents}`;
}

/**
 * An amount of a request, a JSON number or a text, as pennies. Further decimals are cut off. Undefined: it is no amount.
 */
export function penniesOf(value: unknown): number | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,6}))?$/.exec(typeof value === 'number' ? String(value) : `${value ?? ''}`);
  if (match === null) return undefined;
  const [, sign, whole = '0', decimals = ''] = match;
  const pennies = Number(whole) * 100 + Number(decimals.padEnd(2, '0').slice(0, 2));
  return sign === '-' ? -pennies : pennies;
}

export const timeText = (seconds: number) => new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');
export const dayText = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
