import type { SourceList } from '../../providers/provider-datasets.js';
import { smaller } from './page-size.rules.js';
import { isBackward, placeOf, type Scan, type ScanStep } from './scan.rules.js';

/** As many records in a row that cannot be read are a failure of the platform. */
const MAX_SKIPPED = 4;

/** What follows a page that the platform could not give. SKIPPED: it was one record, which is left out. */
export type AfterFailure =
  | { readonly kind: 'smaller'; readonly scan: Scan }
  | { readonly kind: 'skipped'; readonly scan: Scan; readonly place: number; readonly isEnd: boolean }
  /** Nothing of the list can be read. */
  | { readonly kind: 'unreadable' };

export function afterFailure(step: ScanStep, list: SourceList, scan: Scan): AfterFailure {
  const { size, next, firstPage, total } = scan;
  // Of smaller pages, the first one tells the total.
  if (size > 1) return { kind: 'smaller', scan: { ...scan, size: smaller(size), firstPage: 1, goodPages: 0 } };
  const place = placeOf(step, list, scan);
  const skipped = scan.skipped + 1;
  if (skipped > MAX_SKIPPED || step === 'COUNT') return { kind: 'unreadable' };
  if (next === null)
    return { kind: 'skipped', scan: { ...scan, skipped, firstPage: firstPage + 1 }, place, isEnd: false };
  const backward = isBackward(step, list);
  const following = backward ? next - 1 : next + 1;
  const isEnd = backward ? following <= 0 : following >= (total ?? 0);
  return { kind: 'skipped', scan: { ...scan, skipped, next: following, goodPages: 0 }, place, isEnd };
}
