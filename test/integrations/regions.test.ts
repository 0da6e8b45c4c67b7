import { describe, expect, test } from '@jest/globals';
import { startTestApp } from '../support/app.js';
import { change, idOf, SAGE, saveV30, saveV31 } from '../support/sage.js';
import { useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp());

const REGION =
  'id countryCode name flag supported reason linkable coverage { apiVersion availability note source asOf }';
const REGIONS = `query($key: String!, $supported: Boolean) {
  supportedRegions(integrationKey: $key, supported: $supported) { ${REGION} } }`;

const V31_LIST = 'Sage developer documentation, authentication guide: country is ca, gb or ie';
const SEED_LIST = 'Set-up page of this integration, supported versions and geographies';
const V30_LIST = 'Set-up page of this integration, label "API v3 - UKI"';
const DROPPED = 'Sage named this country until about 2023 and no longer lists it: its sign-in may refuse.';
const ONLY_LISTED =
  "In the list of supported countries, but in neither credential label and never in a list of Sage's for this API.";
const REGIONAL =
  'is served by another edition of the product with an API of its own, which this integration does not speak.';
const ASIAN = 'belongs to the Asian market edition, which has an API of its own that this integration does not speak.';

type Availability = 'CONFIRMED' | 'LISTED' | 'NOT_COVERED';
const v31 = (availability: Availability, note: string | null) =>
  availability === 'CONFIRMED'
    ? { apiVersion: '3.1', availability, note, source: V31_LIST, asOf: '2026-01-01' }
    : { apiVersion: '3.1', availability, note, source: SEED_LIST, asOf: '2023-01-16' };
const v30 = (availability: Availability) => ({
  apiVersion: '3.0',
  availability,
  note: null,
  source: V30_LIST,
  asOf: '2023-01-16',
});
const region = (code: string, name: string, flag: string, on31: Availability, on30: Availability, note?: string) => ({
  id: idOf('SupportedRegion', `${SAGE}:${code}`),
  countryCode: code,
  name,
  flag,
  supported: true,
  reason: null as string | null,
  linkable: false,
  coverage: [v31(on31, note ?? null), v30(on30)],
});
const without = (code: string, name: string, flag: string, reason: string) => ({
  ...region(code, name, flag, 'NOT_COVERED', 'NOT_COVERED'),
  supported: false,
  reason,
});

const SUPPORTED = [
  region('GB', 'United Kingdom', '🇬🇧', 'CONFIRMED', 'LISTED'),
  region('IE', 'Ireland', '🇮🇪', 'CONFIRMED', 'LISTED'),
  region('DE', 'Germany', '🇩🇪', 'LISTED', 'NOT_COVERED', DROPPED),
  region('ES', 'Spain', '🇪🇸', 'LISTED', 'NOT_COVERED', DROPPED),
  region('PT', 'Portugal', '🇵🇹', 'LISTED', 'NOT_COVERED', ONLY_LISTED),
  region('FR', 'France', '🇫🇷', 'LISTED', 'NOT_COVERED', DROPPED),
  region('US', 'United States', '🇺🇸', 'LISTED', 'NOT_COVERED', DROPPED),
  region('CA', 'Canada', '🇨🇦', 'CONFIRMED', 'NOT_COVERED'),
  region('AE', 'United Arab Emirates', '🇦🇪', 'LISTED', 'NOT_COVERED', ONLY_LISTED),
];
const UNSUPPORTED = [
  without('AU', 'Australia', '🇦🇺', `Australia ${REGIONAL}`),
  without('NZ', 'New Zealand', '🇳🇿', `New Zealand ${REGIONAL}`),
  without(
    'ZA',
    'South Africa',
    '🇿🇦',
    'South Africa runs on a separate code base with another API (2.0.0), which this integration does not speak.',
  ),
  without('HK', 'Hong Kong', '🇭🇰', `Hong Kong ${ASIAN}`),
  without('SG', 'Singapore', '🇸🇬', `Singapore ${ASIAN}`),
  without('MY', 'Malaysia', '🇲🇾', `Malaysia ${ASIAN}`),
];

describe('the regions of Sage Business Cloud Accounting', () => {
  test('are nine supported countries and six that are not, each with its reason and coverage', async () => {
    const { supportedRegions } = await app.ok(REGIONS, { key: SAGE });
    expect(supportedRegions).toEqual([...SUPPORTED, ...UNSUPPORTED]);
  });

  test.each([
    ['all where null is given', null, [...SUPPORTED, ...UNSUPPORTED]],
    ['the nine supported ones', true, SUPPORTED],
    ['the six others', false, UNSUPPORTED],
  ])('can be asked for: %s', async (_which, supported, expected) => {
    const { supportedRegions } = await app.ok(REGIONS, { key: SAGE, supported });
    expect(supportedRegions).toEqual(expected);
    const nested = `query($key: String!, $supported: Boolean) {
      integration(key: $key) { supportedRegions(supported: $supported) { ${REGION} } } }`;
    const { integration } = await app.ok(nested, { key: SAGE, supported });
    expect(integration.supportedRegions).toEqual(expected);
  });

  test('of an integration that is not there are a mistake of the caller', async () => {
    for (const key of ['no-such', '']) {
      const { status, errors } = await app.send(REGIONS, { key });
      expect([status, errors?.[0].extensions.code, errors?.[0].message]).toEqual([
        400,
        'BAD_USER_INPUT',
        '`integrationKey` is not the key of an integration. The `integrations` query lists all keys.',
      ]);
    }
  });

  test('of an option are those that its API version covers: nine for v3.1, two for v3.0', async () => {
    const { integration } = await app.ok(
      `{ integration(key: "${SAGE}") { credentialOptions { apiVersion regions { ${REGION} } } } }`,
    );
    expect(integration.credentialOptions).toEqual([
      { apiVersion: '3.1', regions: SUPPORTED },
      { apiVersion: '3.0', regions: SUPPORTED.slice(0, 2) },
    ]);
  });
});

describe('a region by its id', () => {
  const node = async (id: string, key?: string) =>
    (await app.ok(`query($id: ID!) { node(id: $id) { id ... on SupportedRegion { ${REGION} } } }`, { id }, key)).node;

  test('is the same in every workspace', async () => {
    const { key } = await app.newWorkspace();
    for (const expected of [...SUPPORTED, ...UNSUPPORTED]) {
      expect(await node(expected.id)).toEqual(expected);
      expect(await node(expected.id, key)).toEqual(expected);
    }
  });

  test('is null where there is no such integration or country', async () => {
    for (const local of [`${SAGE}:UK`, `${SAGE}:gb`, `${SAGE}:`, SAGE, 'no-such:GB', `${SAGE}:GB:GB`])
      expect([local, await node(idOf('SupportedRegion', local))]).toEqual([local, null]);
  });
});

describe('a country is linkable', () => {
  const linkable = async (key: string): Promise<string[]> => {
    const { supportedRegions } = await app.ok(REGIONS, { key: SAGE }, key);
    const { integration } = await app.ok(
      `{ integration(key: "${SAGE}") { supportedRegions { countryCode linkable } credentialOptions { regions { countryCode linkable } } } }`,
      {},
      key,
    );
    // By every door the same.
    const flags = new Map(supportedRegions.map((one: (typeof SUPPORTED)[0]) => [one.countryCode, one.linkable]));
    for (const one of [integration, ...integration.credentialOptions])
      for (const { countryCode, linkable: flag } of one.supportedRegions ?? one.regions)
        expect([countryCode, flag]).toEqual([countryCode, flags.get(countryCode)]);
    return [...flags].filter(([, flag]) => flag).map(([code]) => String(code));
  };
  const NINE = SUPPORTED.map(({ countryCode }) => countryCode);

  test('by the keys that are saved now, in every state of the set-up', async () => {
    const { key } = await app.newWorkspace();
    expect(await linkable(key)).toEqual([]);
    const old = await saveV30(app, {}, { key });
    expect(await linkable(key)).toEqual(['GB', 'IE']);
    await saveV30(app, { clientId: 'another' }, { key });
    expect(await linkable(key)).toEqual(['GB', 'IE']);
    const made = await saveV31(app, {}, { key });
    expect(await linkable(key)).toEqual(NINE);
    await change(app, 'enableIntegration', { integrationKey: SAGE }, key);
    expect(await linkable(key)).toEqual(NINE);
    await change(app, 'deleteCredentialSet', { credentialSetId: made.credentialSet.id }, key);
    expect(await linkable(key)).toEqual(['GB', 'IE']);
    // A superseded set covers nothing, and removing it takes nothing away.
    await change(app, 'deleteCredentialSet', { credentialSetId: old.credentialSet.id }, key);
    expect(await linkable(key)).toEqual(['GB', 'IE']);
  });

  test('with v3.1 keys alone, in this workspace and no other', async () => {
    const [{ key }, other] = [await app.newWorkspace(), await app.newWorkspace()];
    await saveV31(app, {}, { key });
    expect(await linkable(key)).toEqual(NINE);
    expect(await linkable(other.key)).toEqual([]);
    const node = `query($id: ID!) { node(id: $id) { ... on SupportedRegion { linkable } } }`;
    const id = idOf('SupportedRegion', `${SAGE}:PT`);
    expect((await app.ok(node, { id }, key)).node).toEqual({ linkable: true });
    expect((await app.ok(node, { id }, other.key)).node).toEqual({ linkable: false });
  });
});
