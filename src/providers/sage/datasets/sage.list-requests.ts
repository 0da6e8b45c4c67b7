import type { ListRequest, ProviderDatasets, Scan } from '../../provider-datasets.js';
import { isV30 } from '../sage.endpoints.js';
import type { SageList } from './sage.lists.js';

type Target = Parameters<ProviderDatasets['request']>[0];
type Page = Extract<Scan, { kind: 'PAGE' }>;
const SORT = { CREATED: 'created_at:asc', UPDATED: 'updated_at:asc' };

/**
 * The GET of a scan. Never `$itemsPerPage`, which is a field of answers, and never `$next`, which repeats no filter.
 * @throws Error where the list cannot do what the scan asks: Sage ignores a parameter that a list does not know.
 */
export function requestOf({ apiVersion, businessId }: Target, list: SageList, scan: Scan): ListRequest {
  const prefix = isV30(apiVersion) ? ['accounts', 'v3'] : [];
  if (list.key === 'business') return { segments: businessPath(apiVersion, businessId), query: {} };
  if (list.form === 'SINGLE') return { segments: [...prefix, list.key], query: {} };
  const whole = { attributes: 'all', ...list.parameters };
  if (scan.kind === 'RECORD') return { segments: [...prefix, list.key, scan.sourceId], query: whole };
  return {
    segments: [...prefix, list.key],
    query: { ...(scan.fields === 'IDS' ? idFields(list) : whole), ...filters(list, scan), ...paging(scan) },
  };
}

function businessPath(apiVersion: string, businessId: string | null): readonly string[] {
  if (isV30(apiVersion)) return ['core', 'v3', 'business'];
  if (businessId === null) throw new Error('no business is chosen whose profile could be read');
  return ['businesses', businessId];
}

/** Without them a deleted record that stays in its list would look alive. */
const idFields = ({ flag, capabilities }: SageList): Record<string, string> => {
  const marks = [...(capabilities.deletedSince ? ['deleted_at'] : []), ...(flag === undefined ? [] : [flag])];
  return marks.length === 0 ? {} : { attributes: marks.join(',') };
};

const paging = ({ page, size }: Page) => ({ page: String(page), items_per_page: String(size) });

function filters({ key, capabilities }: SageList, scan: Page): Record<string, string> {
  const { since, deletedSince, sort, window } = scan;
  const isAble =
    (since === undefined || capabilities.since) &&
    (deletedSince === undefined || capabilities.deletedSince) &&
    (sort === undefined || capabilities.sort.includes(sort)) &&
    (window === undefined || capabilities.window);
  if (!isAble) throw new Error(`the list ${key} has no such filter or order`);
  return {
    ...(since === undefined ? {} : { updated_or_created_since: since }),
    ...(deletedSince === undefined ? {} : { deleted_since: deletedSince }),
    ...(sort === undefined ? {} : { sort: SORT[sort] }),
    ...(window === undefined ? {} : { from_date: window.from, to_date: window.to }),
  };
}
