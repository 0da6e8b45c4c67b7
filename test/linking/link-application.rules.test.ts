import { expect, test } from '@jest/globals';
import {
  credentialSetForCountry,
  linkableCountries,
  mustAskCountry,
} from '../../src/linking/link-application.rules.js';

const older = { id: 'older', apiVersion: '3.0' };
const newer = { id: 'newer', apiVersion: '3.1' };
const versions = ['3.1', '3.0'];
const countries = [
  { countryCode: 'GB', versions: ['3.1', '3.0'] },
  { countryCode: 'CA', versions: ['3.1'] },
  { countryCode: 'AU', versions: [] },
];

test.each([
  ['the newest that covers the country', 'GB', [older, newer], 'newer'],
  ['the older one where only it is saved', 'GB', [older], 'older'],
  ['the only one that covers the country', 'CA', [older, newer], 'newer'],
  ['none where the saved one does not cover it', 'CA', [older], undefined],
  ['none where no version covers it', 'AU', [older, newer], undefined],
  ['none for a country that is not on the list', 'ZZ', [older, newer], undefined],
  ['the newest where the country is not known', null, [older, newer], 'newer'],
  ['the only one where the country is not known', null, [older], 'older'],
  ['none without any', null, [], undefined],
])('a new link uses %s', (_what, country, sets, id) => {
  expect(credentialSetForCountry(country, sets, { versions, countries })?.id).toBe(id);
});

test.each([
  ['the older application', [older], ['GB']],
  ['the newer application', [newer], ['GB', 'CA']],
  ['both', [older, newer], ['GB', 'CA']],
  ['none', [], []],
])('with %s, companies of these countries can be linked', (_which, sets, linkable) => {
  expect(linkableCountries(sets, countries)).toEqual(linkable);
});

test.each([
  ['is asked: two applications could serve the country', 'AT_SIGN_IN', null, [older, newer], true],
  ['is not asked: the workspace named the country', 'AT_SIGN_IN', 'GB', [older, newer], false],
  ['is not asked by us: the platform asks during sign-in', 'AT_SIGN_IN', null, [newer], false],
  ['is asked: the platform must be told before sign-in', 'BEFORE_SIGN_IN', null, [newer], true],
  ['is not asked: the platform is told what the workspace named', 'BEFORE_SIGN_IN', 'GB', [newer], false],
  ['is not asked: the platform knows no countries', 'NONE', null, [older, newer], false],
  ['is not asked: the platform knows no countries', 'NONE', null, [newer], false],
  ['is not asked: there is no application', 'AT_SIGN_IN', null, [], false],
] as const)('the customer %s', (_why, choice, asked, sets, must) => {
  expect(mustAskCountry(asked, sets, choice)).toBe(must);
});
