import type { StatementText } from '../../infra/database/database.js';
import type { ListAnswer, MappedRecord, SourceRecord } from '../../providers/provider-datasets.js';
import type { PageChanges } from '../records/changes.rules.js';
import type { WrittenChange } from '../records/record-writes.repository.js';
import type { Problem } from './problem.repository.js';
import type { ScanStep } from './scan.rules.js';

/** A change with what its record was mapped to. */
export interface MappedChange extends WrittenChange {
  readonly mapped: MappedRecord | null;
}

export interface FoundChanges extends PageChanges {
  /** Of the records that were brought, those that were stored before. */
  readonly storedIds: ReadonlySet<string>;
}

/** What a page, or single records, have brought. */
export interface Brought {
  /** Records of the list, or of its list of deletions. */
  readonly records: readonly SourceRecord[];
  readonly areDeletions: boolean;
  /** Ids that are gone without a report. */
  readonly missing: readonly string[];
  readonly problems: readonly Problem[];
  /** Ids of records that can be read now. Their problems are deleted. */
  readonly solved: readonly string[];
  /** From this platform time on (seconds since 1970), changed records make those due that they name. */
  readonly namesFrom: number;
  /** Statements that belong to the page. */
  readonly more: readonly StatementText[];
}

export const NOTHING: Brought = {
  records: [],
  areDeletions: false,
  missing: [],
  problems: [],
  solved: [],
  namesFrom: Number.POSITIVE_INFINITY,
  more: [],
};

const DAY_S = 86_400;

/** What a page of a scan has brought. `place`: of its first record. `startedAt`: when the scan began, by the platform's time. */
export const broughtBy = (
  step: ScanStep,
  { records, unreadable }: Extract<ListAnswer, { kind: 'page' }>,
  { place, startedAt }: { readonly place: number; readonly startedAt: number },
): Brought => ({
  ...NOTHING,
  records: step === 'IDS' || step === 'COUNT' ? [] : records,
  areDeletions: step === 'DELETED',
  // A record that was changed before the first pull began was read with its change.
  namesFrom: step === 'ALL' ? startedAt - DAY_S : 0,
  problems: unreadable.map(({ field, reason }, index) => ({
    sourceId: `#${place + index}`,
    message: `\`${field}\` ${reason}.`,
    requestId: null,
  })),
});
