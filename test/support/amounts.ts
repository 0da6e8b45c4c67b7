/** Amounts that a float would change, or that are written in an unusual way. */
const KNOWN = [
  '0.1',
  '-0.00',
  '0',
  '-0',
  '0.10',
  '120.0',
  '1234567890123456',
  '12345678901234567.89',
  '-99999999999999999999.999999',
  '0.000001',
  '9007199254740993',
  '0.30000000000000004',
];

/** 1,000 amounts, the same at each call: up to 20 digits before the point, up to 6 behind it, of either sign. */
export const AMOUNTS: readonly string[] = [
  ...KNOWN,
  ...Array.from({ length: 1_000 - KNOWN.length }, (_, at) => {
    const digit = (place: number) => String((at * 7_919 + place * 104_729 + at * at * 31) % 10);
    const whole = Array.from({ length: 1 + (at % 20) }, (_, place) => digit(place))
      .join('')
      .replace(/^0+(?=\d)/, '');
    const decimals = Array.from({ length: at % 7 }, (_, place) => digit(place + 20)).join('');
    return `${at % 3 === 0 ? '-' : ''}${whole}${decimals === '' ? '' : `.${decimals}`}`;
  }),
];
