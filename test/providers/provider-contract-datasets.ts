import { describe, expect, test } from '@jest/globals';
import {
  type ExactJson,
  type ExactObject,
  isList,
  isObject,
  parseExact,
  writeExact,
} from '../../src/infra/json/exact-json.js';
import { DATASETS } from '../../src/providers/model-parts.js';
import type { PlatformAccess } from '../../src/providers/provider-api.js';
import type { ListAnswer, Scan, SourceList } from '../../src/providers/provider-datasets.js';
import { decimalsOf, faultsOf } from './mapped-records.js';
import { useStandIn } from './provider-contract-access.js';
import type { ContractCase } from './provider-contract-case.js';

const SIZE = 7;
type Page = Extract<ListAnswer, { kind: 'page' }>;
const page = (number: number, more: object = {}): Scan => ({ kind: 'PAGE', page: number, size: SIZE, ...more });
/** What no field expects everywhere: odd values that platforms have sent, and values of every other type. */
export const ODD = [
  'null',
  '""',
  '"   "',
  '"null"',
  '"05/01/2022"',
  '"\\u0000\\ud800"',
  '7',
  '1e400',
  'true',
  '[]',
  '{}',
  '["x"]',
];

/** What can be pulled: the lists, their requests on the wire, and what their records become. */
export function describeDatasets(one: ContractCase): void {
  const { apiVersion } = one;
  const { standIn, access, businessesOf } = useStandIn(one);
  const datasets = () => standIn().provider.datasets;
  const lists = () => datasets().lists(apiVersion);
  let ready: Promise<PlatformAccess> | undefined;
  const enter = (): Promise<PlatformAccess> => {
    ready ??= access().then(async (asked) => ({ ...asked, businessId: (await businessesOf(asked))[0]?.id ?? null }));
    return ready;
  };

  async function get(list: SourceList, scan: Scan): Promise<Page> {
    const asked = await enter();
    const { api } = standIn().provider;
    const { segments, query } = datasets().request({ apiVersion, businessId: asked.businessId }, list.key, scan);
    const url = `${api.baseUrl(asked)}/${segments.join('/')}?${new URLSearchParams(query)}`;
    const headers = api.headers(asked).map(({ name, value }): [string, string] => [name, value.reveal()]);
    const response = await fetch(url, { headers, redirect: 'error' });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${list.key}: ${response.status} ${text}`);
    const answer = datasets().read(apiVersion, list.key, scan, text);
    if (answer.kind !== 'page') throw new Error(`${list.key}: ${answer.why}`);
    return answer;
  }

  const whole = new Map<string, Promise<Page>>();
  /** All records of a list, page by page. */
  const readAll = (list: SourceList): Promise<Page> => {
    const reading = whole.get(list.key) ?? readPages(list);
    whole.set(list.key, reading);
    return reading;
  };
  async function readPages(list: SourceList): Promise<Page> {
    const first = await get(list, page(1));
    const records = [...first.records];
    for (let at = 2; (at - 1) * SIZE < first.total; at += 1) records.push(...(await get(list, page(at))).records);
    return { ...first, records };
  }

  describe('its lists', () => {
    test('are described, each by its own key, and the probe is one of them', () => {
      const keys = lists().map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      for (const { key, dataset, maxPageSize, mapperVersion, form, capabilities } of lists()) {
        expect(key).toMatch(/^[a-z][a-z_]{1,62}$/);
        expect(DATASETS).toContain(dataset);
        expect([maxPageSize >= 1, mapperVersion >= 1]).toEqual([true, true]);
        const isBare = Object.values(capabilities).every((value) => value === false || `${value}` === '');
        expect(form === 'LIST' || isBare).toBe(true);
      }
      const probe = datasets().probe(apiVersion);
      expect(probe === null || lists().some(({ key, capabilities }) => key === probe && capabilities.since)).toBe(true);
      expect(probe !== null || lists().every(({ probed }) => !probed)).toBe(true);
    });

    test('are asked for what they can do alone, below the business of the link', () => {
      const target = { apiVersion, businessId: 'b1' };
      const { requests } = standIn().provider;
      for (const { key, form, capabilities: can } of lists()) {
        const scans: readonly (readonly [boolean, Scan])[] = [
          [true, page(1)],
          [can.since, page(1, { since: '2026-01-31T10:00:00Z' })],
          [can.deletedSince, page(1, { deletedSince: '2026-01-31T10:00:00Z' })],
          [can.sort.includes('CREATED'), page(1, { sort: 'CREATED' })],
          [can.sort.includes('UPDATED'), page(1, { sort: 'UPDATED' })],
          [can.window, page(1, { window: { from: '2026-01-01', to: '2026-01-31' } })],
          [can.byId, { kind: 'RECORD', sourceId: 'r1' }],
        ];
        for (const [isAble, scan] of form === 'SINGLE' ? scans.slice(0, 1) : scans) {
          const ask = () => datasets().request(target, key, scan);
          if (!isAble) {
            expect(ask).toThrow();
            continue;
          }
          const { segments, query } = ask();
          expect(requests.whyNotAllowed({ ...target, segments })).toBeNull();
          const sent = Object.values(scan).filter((value) => typeof value === 'string' && value.endsWith('Z'));
          expect(Object.values(query)).toEqual(expect.arrayContaining(sent));
        }
      }
    });

    test('are read page by page: each record once, as many as the total says, and past the end it is told', async () => {
      for (const list of lists().filter(({ form }) => form === 'LIST')) {
        const { total, records, unreadable } = await readAll(list);
        expect([list.key, new Set(records.map(({ sourceId }) => sourceId)).size]).toEqual([list.key, total]);
        expect(unreadable).toEqual([]);
        const beyond = await get(list, page(99));
        expect(beyond.page !== 99 || beyond.records.length === 0).toBe(true);
        const ids = await get(list, { kind: 'PAGE', page: 1, size: list.maxPageSize, fields: 'IDS' });
        expect(ids.total).toBe(total);
      }
    });

    test('give a record the same hash wherever it is read, and a text that holds all of it', async () => {
      for (const list of lists()) {
        for (const { sourceId, text, value, hash, createdAt, updatedAt } of (await readAll(list)).records) {
          expect(hash).toMatch(/^[0-9a-f]{32}$/);
          expect(writeExact(parseExact(text))).toBe(writeExact(value));
          for (const time of [createdAt, updatedAt])
            expect(time ?? '2026-01-01T00:00:00.000Z').toMatch(/^\d.{18}\.\d+Z$/);
          if (list.capabilities.byId && sourceId.endsWith('0'))
            expect((await get(list, { kind: 'RECORD', sourceId })).records).toMatchObject([{ sourceId, hash }]);
        }
      }
    });

    test.each([
      ['nothing', ''],
      ['null', 'null'],
      ['a list', '[]'],
      ['no member', '{}'],
      ['a text', '"x"'],
      ['a total alone', '{"$total":1}'],
      ['HTML', '<html>'],
      ['lists within lists', '['.repeat(50_000)],
    ])('are unreadable in an answer that has another form: %s', (_what, text) => {
      const kinds = lists()
        .filter(({ form }) => form === 'LIST')
        .map(({ key }) => datasets().read(apiVersion, key, page(1), text).kind);
      expect(new Set(kinds)).toEqual(new Set(['unreadable']));
    });

    test.each([401, 403, 404, 418, 429, 500, 503])('survive an answer with status %d', (status) => {
      const known = ['TOKEN_REFUSED', 'PERMISSION_DENIED', 'NOT_SUPPORTED', 'MISSING', 'BUSY', 'PAGE_FAILED'];
      for (const json of [undefined, null, [], {}, 'x', [{}]])
        expect([...known, 'UNAVAILABLE']).toContain(datasets().failure(page(1), { status, json, headers: {} }));
    });
  });

  describe('its records', () => {
    test('become records of the model, with every amount as it was sent, or are named', async () => {
      for (const list of lists()) {
        for (const { value, text } of (await readAll(list)).records) {
          const { record, unread } = datasets().map(apiVersion, list.key, value);
          expect(unread.filter(({ field, reason }) => field === '' || reason === '')).toEqual([]);
          if (record === null) continue;
          expect(faultsOf(record)).toEqual([]);
          const lost = decimalsOf(record).filter((sum) => !isSent(sum, text));
          expect([list.key, lost]).toEqual([list.key, []]);
        }
      }
    });

    test('are mapped or named whatever stands in them', async () => {
      const wrong: string[] = [];
      for (const list of lists()) {
        const value = (await readAll(list)).records[0]?.value ?? {};
        const sound = datasets().map(apiVersion, list.key, value);
        for (const [path, odd] of ODD.flatMap((text) => [...variants(value, parseExact(text))])) {
          const { record, unread } = datasets().map(apiVersion, list.key, odd);
          const isNamed = record !== null || unread.length > 0 || sound.record === null;
          const faults = [...(record === null ? [] : faultsOf(record)), ...(isNamed ? [] : ['is not named'])];
          wrong.push(...faults.map((fault) => `${list.key}: with another ${path}, ${fault}`));
          if (JSON.stringify(unread).includes('05/01')) wrong.push(`${list.key}: ${path} is quoted`);
        }
      }
      expect(wrong).toEqual([]);
    });
  });
}

/** The digits of an amount stand in the record: as a text or a number, with a sign or without, or with an exponent. */
const isSent = (sum: string, text: string) =>
  text.includes(`"${sum}"`) || text.includes(`:${sum}`) || text.includes(`"-${sum}"`) || /:\d+e\d+/.test(text);

/** Copies of a record, in each of which the value at one path is another one. */
export function* variants(
  value: ExactObject,
  other: ExactJson,
): Generator<readonly [path: string, value: ExactObject]> {
  for (const [name, part] of Object.entries(value)) {
    yield [name, { ...value, [name]: other }];
    if (isObject(part))
      for (const [path, changed] of variants(part, other)) yield [`${name}.${path}`, { ...value, [name]: changed }];
    const first = isList(part) ? part[0] : undefined;
    if (isObject(first))
      for (const [path, changed] of variants(first, other))
        yield [`${name}.0.${path}`, { ...value, [name]: [changed] }];
  }
}
