/** More digits than any platform sends. `Intl.NumberFormat` takes 20 in every browser that the portal supports. */
const MAX_DIGITS = 20;

const formats = new Map<string, Intl.NumberFormat>();

function formatIn(currency: string | null | undefined): Intl.NumberFormat {
  const key = String(currency);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const style = currency ? ({ style: 'currency', currency } as const) : {};
  const minimumFractionDigits = currency === null ? 2 : undefined;
  const format = new Intl.NumberFormat(undefined, {
    ...style,
    minimumFractionDigits,
    maximumFractionDigits: MAX_DIGITS,
  });
  formats.set(key, format);
  return format;
}

/**
 * Writes an exact decimal in the user's language. It is formatted as text: a JavaScript number would lose digits.
 * No digit is left out, and an amount has at least the digits of its currency. Null: money whose currency the platform
 * does not say. Undefined: a plain number, such as a quantity.
 */
export const formatAmount = (decimal: string, currency: string | null | undefined): string =>
  formatIn(currency).format(decimal as Intl.StringNumericLiteral);

/** Whether an exact decimal is zero, such as `-0.00`. */
export const isZero = (decimal: string): boolean => !/[1-9]/.test(decimal);

const fractionOf = (decimal: string): string => decimal.split('.')[1] ?? '';

/** The exact sum of decimals, with as many digits after the point as the longest of them has. */
export function sumOf(decimals: readonly string[]): string {
  const scale = Math.max(0, ...decimals.map((decimal) => fractionOf(decimal).length));
  const unitsOf = (decimal: string) =>
    BigInt(decimal.replace('.', '') + '0'.repeat(scale - fractionOf(decimal).length));
  const units = decimals.reduce((sum, decimal) => sum + unitsOf(decimal), 0n);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
  return `${units < 0n ? '-' : ''}${whole}${scale > 0 ? `.${fraction}` : ''}`;
}
