import { describe, expect, test } from '@jest/globals';
import {
  LINK_REASONS,
  LINK_STATUSES,
  type LinkReason,
  type LinkStatus,
  linkedReason,
  mayBecome,
  mayExplain,
  showsAttempt,
} from '../src/companies/company-link.rules.js';
import {
  credentialSetForCountry,
  linkableCountries,
  mustAskCountry,
} from '../src/companies/link-application.rules.js';
import { isSameBusiness } from '../src/companies/same-business.rules.js';

describe('a link moves', () => {
  const allowed: readonly [LinkStatus, LinkStatus][] = [
    ['PENDING', 'LINKED'],
    ['PENDING', 'UNLINKED'],
    ['LINKED', 'UNLINKED'],
    ['LINKED', 'DEAUTHORIZED'],
    ['UNLINKED', 'LINKED'],
    ['DEAUTHORIZED', 'LINKED'],
    ['DEAUTHORIZED', 'UNLINKED'],
  ];
  const every = LINK_STATUSES.flatMap((from) => LINK_STATUSES.map((to) => [from, to] as const));

  test.each(every)('from %s to %s only as the table says', (from, to) => {
    expect(mayBecome(from, to)).toBe(allowed.some(([a, b]) => a === from && b === to));
  });

  test('and every reason explains exactly one status', () => {
    const homes = LINK_REASONS.map((reason) => [
      reason,
      LINK_STATUSES.filter((status) => mayExplain(status, reason)),
    ]);
    const home = (status: LinkStatus, ...reasons: LinkReason[]) =>
      reasons.map((reason) => [reason, [status]] as const);
    expect(homes).toEqual([
      ...home('PENDING', 'LINK_REQUESTED', 'CUSTOMER_CANCELLED', 'COUNTRY_MISMATCH', 'LINK_EXPIRED'),
      ...home('PENDING', 'NO_BUSINESS', 'NO_ACTIVE_SUBSCRIPTION', 'RESOURCE_OWNER_MISSING'),
      ...home('PENDING', 'DIFFERENT_BUSINESS', 'PLATFORM_ERROR', 'AWAITING_CHOICE'),
      ...home('LINKED', 'LINKED', 'RELINKED', 'RECOVERED'),
      ...home('UNLINKED', 'UNLINKED_BY_WORKSPACE'),
      ...home('DEAUTHORIZED', 'REVOKED_OR_EXPIRED', 'REFRESH_TOKEN_EXPIRED', 'ROTATION_ANSWER_LOST'),
      ...home('DEAUTHORIZED', 'TOKENS_UNREADABLE'),
    ]);
  });

  test.each([
    ['PENDING', true, 'LINKED'],
    ['UNLINKED', false, 'RELINKED'],
    ['DEAUTHORIZED', false, 'RELINKED'],
  ] as const)('%s shows what becomes of an attempt (%s) and, once made, says %s', (status, shows, reason) => {
    expect([showsAttempt(status), linkedReason(status)]).toEqual([shows, reason]);
  });
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
    [null, [old, fresh], true],
    ['GB', [old, fresh], false],
    [null, [fresh], false],
  ])('needs a question when country is %j and the sets %j: %s', (asked, sets, must) => {
    expect(mustAskCountry(asked, sets)).toBe(must);
  });
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
