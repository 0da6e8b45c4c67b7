import { describe, expect, test } from '@jest/globals';
import {
  credentialSetForCountry,
  linkableCountries,
  mustAskCountry,
} from '../../src/linking/link-application.rules.js';
import { isSameBusiness } from '../../src/linking/same-business.rules.js';
import {
  LINK_REASONS,
  LINK_STATUSES,
  linkedReason,
  statusesBefore,
} from '../../src/links/company-link.rules.js';
import { LinkStatusReason } from '../../src/links/link-status-reason.graphql.js';

test('a link moves only as linking has decided', () => {
  expect(LINK_STATUSES.map((to) => [to, statusesBefore(to)])).toEqual([
    ['PENDING', []],
    ['LINKED', ['PENDING', 'UNLINKED', 'DEAUTHORIZED']],
    ['UNLINKED', ['PENDING', 'LINKED', 'DEAUTHORIZED']],
    ['DEAUTHORIZED', ['LINKED']],
  ]);
});

test('every reason explains one status only', () => {
  const reasons = Object.values(LINK_REASONS).flat();
  expect(reasons).toHaveLength(18);
  expect(new Set(reasons).size).toBe(18);
  expect(Object.values(LinkStatusReason).sort()).toEqual([...reasons].sort());
});

test.each([
  ['PENDING', 'LINKED'],
  ['UNLINKED', 'RELINKED'],
  ['DEAUTHORIZED', 'RELINKED'],
] as const)('a link that was %s is, once made, %s', (status, reason) => {
  expect(linkedReason(status)).toBe(reason);
});

describe('the application of a new link', () => {
  const [old, fresh] = [
    { id: 'old', apiVersion: '3.0' },
    { id: 'fresh', apiVersion: '3.1' },
  ];
  const versions = ['3.1', '3.0'];
  const countries = [
    { countryCode: 'GB', versions: ['3.1', '3.0'] },
    { countryCode: 'CA', versions: ['3.1'] },
    { countryCode: 'AU', versions: [] },
  ];
  test.each([
    ['the newest that covers the country', 'GB', [old, fresh], 'fresh'],
    ['the older one where only it is saved', 'GB', [old], 'old'],
    ['the only one that covers the country', 'CA', [old, fresh], 'fresh'],
    ['none where the saved one does not cover it', 'CA', [old], undefined],
    ['none where no version covers it', 'AU', [old, fresh], undefined],
    ['none for a country that is not on the list', 'ZZ', [old, fresh], undefined],
    ['the newest where the country is not known', null, [old, fresh], 'fresh'],
    ['the only one where the country is not known', null, [old], 'old'],
    ['none without any', null, [], undefined],
  ])('is %s', (_what, country, sets, id) => {
    expect(credentialSetForCountry(country, sets, { versions, countries })?.id).toBe(id);
  });

  test.each([
    [[old], ['GB']],
    [[fresh], ['GB', 'CA']],
    [[], []],
  ])('decides where companies can be linked: %j', (sets, linkable) => {
    expect(linkableCountries(sets, countries)).toEqual(linkable);
  });

  test.each([
    ['AT_SIGN_IN', null, [old, fresh], true],
    ['AT_SIGN_IN', 'GB', [old, fresh], false],
    ['AT_SIGN_IN', null, [fresh], false],
    ['BEFORE_SIGN_IN', null, [fresh], true],
    ['BEFORE_SIGN_IN', 'GB', [fresh], false],
    ['NONE', null, [old, fresh], false],
    ['NONE', null, [fresh], false],
  ] as const)(
    '%s: the customer is asked when country is %j and the sets %j: %s',
    (choice, asked, sets, must) => {
      expect(mustAskCountry(asked, sets, choice)).toBe(must);
    },
  );
});

test.each([
  ['the same id', { id: '1', name: 'A' }, { id: '1', name: 'B' }, true, true],
  ['another id of the same name', { id: '1', name: 'A' }, { id: '2', name: 'A' }, true, false],
  [
    'another id of the same name in another version',
    { id: '1', name: 'A Ltd' },
    { id: '2', name: ' a  LTD' },
    false,
    true,
  ],
  [
    'the same id of another name in another version',
    { id: '1', name: 'A' },
    { id: '1', name: 'B' },
    false,
    false,
  ],
  ['the same id, the version forgotten', { id: '1', name: 'A' }, { id: '1', name: 'B' }, undefined, true],
  ['the same name, the version forgotten', { id: '1', name: 'A' }, { id: '2', name: 'a' }, undefined, true],
  [
    'nothing in common, the version forgotten',
    { id: '1', name: 'A' },
    { id: '2', name: 'B' },
    undefined,
    false,
  ],
])('a relink to %s', (_what, previous, found, sameVersion, same) => {
  expect(isSameBusiness(previous, found, sameVersion)).toBe(same);
});
