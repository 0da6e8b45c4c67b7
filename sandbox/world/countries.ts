export interface Country {
  readonly name: string;
  readonly locale: string;
  readonly currency: string;
  /** Name and percentage. */
  readonly taxRates: readonly (readonly [string, string])[];
  /** In Sage's current list: the country page shows these, and `country` accepts these in lower case. */
  readonly offered: boolean;
}

const COUNTRIES: Readonly<Record<string, Country>> = {
  GB: {
    name: 'United Kingdom',
    locale: 'en-GB',
    currency: 'GBP',
    taxRates: [
      ['Standard', '20.0'],
      ['Lower Rate', '5.0'],
      ['Zero Rated', '0.0'],
    ],
    offered: true,
  },
  IE: {
    name: 'Ireland',
    locale: 'en-IE',
    currency: 'EUR',
    taxRates: [
      ['Standard', '23.0'],
      ['Reduced', '13.5'],
      ['Zero Rated', '0.0'],
    ],
    offered: true,
  },
  CA: {
    name: 'Canada',
    locale: 'en-CA',
    currency: 'CAD',
    taxRates: [
      ['GST', '5.0'],
      ['HST', '13.0'],
    ],
    offered: true,
  },
  US: {
    name: 'United States',
    locale: 'en-US',
    currency: 'USD',
    taxRates: [['State Tax', '6.0']],
    offered: false,
  },
};

export const OFFERED_COUNTRIES = Object.keys(COUNTRIES).filter((code) => COUNTRIES[code]?.offered);

/** @throws Error for a code that is not in the table, which would be a bug in the sandbox's own data */
export function countryOf(code: string): Country {
  const country = COUNTRIES[code];
  if (country === undefined) throw new Error('unknown country');
  return country;
}
