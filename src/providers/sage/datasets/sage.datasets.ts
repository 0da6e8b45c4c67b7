import type { MappedRecord, ProviderDatasets, SourceList } from '../../provider-datasets.js';
import { isV30 } from '../sage.endpoints.js';
import { listFailure, readAnswer } from './sage.list-answers.js';
import { requestOf } from './sage.list-requests.js';
import { sageList, sageLists } from './sage.lists.js';

/** Pulls from Sage: its lists as data, and their records as those of the model. */
export const sageDatasets: ProviderDatasets = {
  lists: (apiVersion): readonly SourceList[] => sageLists(apiVersion),
  // Sage's own advice: the audit trail is one feed of all bookings (best-practices guide of v3.1).
  probe: (apiVersion) => (isV30(apiVersion) ? null : 'transactions'),
  request: (target, key, scan) => requestOf(target, sageList(target.apiVersion, key), scan),
  read: (apiVersion, key, scan, text) => readAnswer(sageList(apiVersion, key), scan, text),
  map(apiVersion, key, value) {
    const mapped = sageList(apiVersion, key).map(value);
    return { ...mapped, touches: touchesOf(mapped.record) };
  },
  failure: listFailure,
};

/** Lists whose records a payment, an allocation or a credit note settles. */
const SETTLED = /^(sales|purchase)_(invoices|credit_notes|quick_entries)$/;

/** What it settles may have other outstanding amounts now, and Sage does not say whether its `updated_at` moves. */
function touchesOf(record: MappedRecord['record']): MappedRecord['touches'] {
  if (record === null) return [];
  const { type, fields } = record;
  const entries =
    type === 'allocation' ? fields.entries : type === 'payment' || type === 'document' ? fields.allocations : [];
  return entries.flatMap(({ record: other }) =>
    other?.list != null && SETTLED.test(other.list) ? [{ list: other.list, sourceId: other.sourceId }] : [],
  );
}
