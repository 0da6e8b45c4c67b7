import { describe, expect, test } from '@jest/globals';
import { coveredVersions, isLinkable } from '../../src/catalogue/coverage.rules.js';
import { sageDefinition as sage } from '../../src/providers/sage/sage.definition.js';

describe('the API versions that cover a country', () => {
  const coveredBy = (version: string) =>
    sage.regions.filter((region) => coveredVersions(region).includes(version)).map((one) => one.countryCode);

  test.each([
    ['3.0', ['GB', 'IE']],
    ['3.1', ['GB', 'IE', 'DE', 'ES', 'PT', 'FR', 'US', 'CA', 'AE']],
  ])('version %s of Sage covers %j', (version, countries) => {
    expect(coveredBy(version)).toEqual(countries);
  });

  test('are those that are listed or confirmed', () => {
    const coverage = (['CONFIRMED', 'LISTED', 'NOT_COVERED'] as const).map((availability) => ({
      apiVersion: availability,
      availability,
    }));
    expect(coveredVersions({ coverage })).toEqual(['CONFIRMED', 'LISTED']);
    expect(coveredVersions({ coverage: [] })).toEqual([]);
  });

  test('are none in a country without support', () => {
    const unsupported = sage.regions.filter(({ reason }) => reason !== undefined);
    expect(unsupported.map(coveredVersions)).toEqual([[], [], [], [], [], []]);
  });
});

test.each([
  [['3.1', '3.0'], ['3.0'], true],
  [['3.1'], ['3.1', '3.0'], true],
  [['3.1'], ['3.0'], false],
  [['3.1'], [], false],
  [[], ['3.1'], false],
])('a country covered by %j is linkable with keys of %j: %s', (covering, saved, linkable) => {
  expect(isLinkable(covering, saved)).toBe(linkable);
});
