import type { CoverageDefinition, RegionDefinition } from '../provider.js';

const SAGE_2026 = {
  source: 'Sage developer documentation, authentication guide: country is ca, gb or ie',
  asOf: '2026-01-01',
};
const SUPPORTED_LIST = {
  source: 'Set-up page of this integration, supported versions and geographies',
  asOf: '2023-01-16',
};
const V30_LABEL = { source: 'Set-up page of this integration, label "API v3 - UKI"', asOf: '2023-01-16' };

type Coverage31 = 'CONFIRMED' | 'LISTED' | 'NOT_COVERED';

function on31(availability: Coverage31, note?: string): CoverageDefinition {
  const origin = availability === 'CONFIRMED' ? SAGE_2026 : SUPPORTED_LIST;
  return { apiVersion: '3.1', availability, ...origin, ...(note === undefined ? {} : { note }) };
}

const on30 = (availability: 'LISTED' | 'NOT_COVERED'): CoverageDefinition => ({
  apiVersion: '3.0',
  availability,
  ...V30_LABEL,
});

const supported = (
  countryCode: string,
  name: string,
  v31: CoverageDefinition,
  v30: CoverageDefinition = on30('NOT_COVERED'),
): RegionDefinition => ({ countryCode, name, coverage: [v31, v30] });

const unsupported = (countryCode: string, name: string, reason: string): RegionDefinition => ({
  countryCode,
  name,
  reason,
  coverage: [on31('NOT_COVERED'), on30('NOT_COVERED')],
});

const DROPPED = 'Sage named this country until about 2023 and no longer lists it: its sign-in may refuse.';
const ONLY_LISTED =
  "In the list of supported countries, but in neither credential label and never in a list of Sage's for this API.";
const REGIONAL =
  'is served by another edition of the product with an API of its own, which this integration does not speak.';
const ASIAN = 'belongs to the Asian market edition, which has an API of its own that this integration does not speak.';

/**
 * The countries that each API version covers, with the source and its date. Sage's own list changes: for v3.1 it had seven
 * countries until 2023 and has three in 2026.
 */
export const sageRegions: readonly RegionDefinition[] = [
  supported('GB', 'United Kingdom', on31('CONFIRMED'), on30('LISTED')),
  supported('IE', 'Ireland', on31('CONFIRMED'), on30('LISTED')),
  supported('DE', 'Germany', on31('LISTED', DROPPED)),
  supported('ES', 'Spain', on31('LISTED', DROPPED)),
  supported('PT', 'Portugal', on31('LISTED', ONLY_LISTED)),
  supported('FR', 'France', on31('LISTED', DROPPED)),
  supported('US', 'United States', on31('LISTED', DROPPED)),
  supported('CA', 'Canada', on31('CONFIRMED')),
  supported('AE', 'United Arab Emirates', on31('LISTED', ONLY_LISTED)),
  unsupported('AU', 'Australia', `Australia ${REGIONAL}`),
  unsupported('NZ', 'New Zealand', `New Zealand ${REGIONAL}`),
  unsupported(
    'ZA',
    'South Africa',
    'South Africa runs on a separate code base with another API (2.0.0), which this integration does not speak.',
  ),
  unsupported('HK', 'Hong Kong', `Hong Kong ${ASIAN}`),
  unsupported('SG', 'Singapore', `Singapore ${ASIAN}`),
  unsupported('MY', 'Malaysia', `Malaysia ${ASIAN}`),
];
