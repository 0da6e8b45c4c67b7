import { createHash } from 'node:crypto';
import {
  countOf,
  type ExactJson,
  type ExactObject,
  isObject,
  parseExact,
  parseExactObject,
  splitAtList,
  writeExact,
} from '../../../infra/json/exact-json.js';
import type { ListAnswer, ListFailure, ProviderDatasets, Scan, SourceRecord } from '../../provider-datasets.js';
import { idOf, timeOf } from '../../record-values.js';
import { isGateway, read401Of } from '../api/sage.read.js';
import type { SageList } from './sage.lists.js';

const unreadable = (why: string): ListAnswer => ({ kind: 'unreadable', why });

/**
 * Reads a page `{$total, $page, $itemsPerPage, $items}`, or one record.
 * @throws an error of ours, and never because of the text
 */
export function readAnswer(list: SageList, scan: Scan, text: string): ListAnswer {
  try {
    return readBody(list, scan, text);
  } catch (error) {
    if (error instanceof RangeError) return unreadable('JSON that is nested too deep');
    if (error instanceof SyntaxError) return unreadable('no JSON');
    throw error;
  }
}

function readBody(list: SageList, scan: Scan, text: string): ListAnswer {
  const isSingle = list.form === 'SINGLE' || scan.kind === 'RECORD';
  const parts = isSingle ? undefined : splitAtList(text, '$items');
  const body = parseExactObject(parts?.rest ?? text);
  if (body === undefined) return unreadable('no JSON object');
  if (isSingle) return readSingle(list, body);
  const [total, page] = [countOf(body.$total), countOf(body.$page)];
  if (total === undefined || page === undefined || parts === undefined)
    return unreadable('no list with a total and a page');
  const read = parts.elements.map((item) => recordOf(list, parseExact(item)));
  const records = read.filter((record) => record !== null);
  const without = read.flatMap((record, at) =>
    record === null ? { field: `$items.${at}.id`, reason: 'is no id' } : [],
  );
  return { kind: 'page', total, page, records, unreadable: without };
}

function readSingle(list: SageList, body: ExactObject): ListAnswer {
  // Settings have no id of their own: a business has them once.
  const record = recordOf(list, body, list.form === 'SINGLE' ? list.key : null);
  return record === null
    ? unreadable('a record without an id')
    : { kind: 'page', total: 1, page: 1, records: [record], unreadable: [] };
}

function recordOf({ flag }: SageList, value: ExactJson, ownId: string | null = null): SourceRecord | null {
  if (!isObject(value)) return null;
  const sourceId = idOf(value.id) ?? ownId;
  if (sourceId === null) return null;
  // Links to Sage's own pages change with Sage's hosts, and say nothing of the record.
  const { links, ...data } = value;
  const text = writeExact(data);
  const { deleted_at: deletedAt } = value;
  const isMarked = typeof deletedAt === 'string' && deletedAt.trim() !== '';
  return {
    sourceId,
    get value() {
      return parseExact(this.text) as ExactObject;
    },
    text: links === undefined ? text : `${text.slice(0, -1)},"links":${writeExact(links)}}`,
    hash: createHash('sha256').update(text).digest('hex').slice(0, 32),
    createdAt: timeOf(value.created_at),
    updatedAt: timeOf(value.updated_at),
    deletedAt: timeOf(deletedAt),
    flagged: isMarked || (flag !== undefined && value[flag] === true),
  };
}

/** The statuses with which Sage fails on pages that are too big for it (seen by other clients). */
const PAGE_FAILURES = [500, 502, 504];

/** What an answer with another status than 200 means for a list. */
export const listFailure: ProviderDatasets['failure'] = (scan, { status, json, headers }) => {
  if (status === 401) return failure401(read401Of(json, headers).kind);
  // The gateway's 403 is a spent quota: it says nothing of the user.
  if (status === 403) return isGateway(json) ? 'UNAVAILABLE' : 'PERMISSION_DENIED';
  if (status === 404) return scan.kind === 'RECORD' ? 'MISSING' : 'NOT_SUPPORTED';
  if (status === 429) return 'BUSY';
  return PAGE_FAILURES.includes(status) ? 'PAGE_FAILED' : 'UNAVAILABLE';
};

function failure401(refused: ReturnType<typeof read401Of>['kind']): ListFailure {
  if (refused === 'unauthorized') return 'TOKEN_REFUSED';
  // An edition without the list is answered as an ended subscription is, so it says nothing of the other lists.
  return refused === 'subscription-inactive' ? 'NOT_SUPPORTED' : 'UNAVAILABLE';
}
