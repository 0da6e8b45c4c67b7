import type { Decimal } from '../providers/model-parts.js';

/** The sum of exact decimals, with as many digits behind the point as the longest of them has; `0` of none. */
export function sumOf(decimals: readonly Decimal[]): Decimal {
  const scale = decimals.reduce((most, decimal) => Math.max(most, (decimal.split('.')[1] ?? '').length), 0);
  const units = decimals.reduce((sum, decimal) => sum + unitsOf(decimal, scale), 0n);
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`;
}

/** 10.5 with the scale 2 has 1050 units. */
function unitsOf(decimal: Decimal, scale: number): bigint {
  const [whole = '', decimals = ''] = decimal.split('.');
  return BigInt(whole + decimals.padEnd(scale, '0'));
}

/** The same amount with the other sign. */
export const negated = (decimal: Decimal): Decimal => (decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`);

/** Also `-0.00`. */
export const isZero = (decimal: Decimal): boolean => !/[1-9]/.test(decimal);
