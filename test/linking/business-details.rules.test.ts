import { expect, test } from '@jest/globals';
import { toBusinessData } from '../../src/linking/business-details.rules.js';
import type { PlatformBusiness } from '../../src/providers/provider-api.js';

const business = (id: string, more: Partial<PlatformBusiness> = {}): PlatformBusiness => ({
  id,
  name: 'Acme',
  countryCode: 'GB',
  isDefault: false,
  place: 'Leeds LS1',
  createdOn: '2023-05-02',
  ...more,
});
const detailsOf = (...found: PlatformBusiness[]) => toBusinessData(found).map(({ details }) => details);

const LEEDS = 'United Kingdom · Leeds LS1 · created 2023-05-02';

test.each<[string, PlatformBusiness[], (string | undefined)[]]>([
  ['one name each: nothing', [business('1'), business('2', { name: 'Apex' })], [undefined, undefined]],
  [
    'another country',
    [business('1'), business('2', { countryCode: 'IE' })],
    [LEEDS, 'Ireland · Leeds LS1 · created 2023-05-02'],
  ],
  [
    'a name that looks the same',
    [business('1'), business('2', { name: ' acme ', place: 'York' })],
    [LEEDS, 'United Kingdom · York · created 2023-05-02'],
  ],
  [
    'nothing but the id',
    [business('aaaa-111111'), business('aaaa-222222')],
    [`${LEEDS} · ID ending in 111111`, `${LEEDS} · ID ending in 222222`],
  ],
  [
    'ids with the same end',
    [business('1-abcdef'), business('2-abcdef')],
    [`${LEEDS} · ID 1-abcdef`, `${LEEDS} · ID 2-abcdef`],
  ],
  [
    'a platform that says nothing',
    ['x1', 'x2'].map((id) => ({ id, name: 'Acme', countryCode: null, isDefault: false })),
    ['ID x1', 'ID x2'],
  ],
  [
    'a demo company, whatever its name',
    [business('1', { isDemo: true }), business('2', { name: 'Apex', isDemo: true })],
    ['Demo company', 'Demo company'],
  ],
  [
    'a demo company of a real name',
    [business('1', { isDemo: true }), business('2')],
    [`Demo company · ${LEEDS}`, LEEDS],
  ],
])('businesses are told apart by %s', (_what, found, details) => {
  expect(detailsOf(...found)).toEqual(details);
});

test('each name is read a few times, however many there are', () => {
  let reads = 0;
  const name = () => {
    reads += 1;
    return 'Acme';
  };
  const found = Array.from({ length: 300 }, (_, i) => Object.defineProperty(business(`${i}`), 'name', { get: name }));
  expect(new Set(toBusinessData(found).map(({ details }) => details)).size).toBe(300);
  expect(reads).toBeLessThan(5 * found.length);
});
