import type { PullInterval } from '../../infra/config/pull-values.js';
import { PULL_MINUTES } from '../../infra/config/pull-values.js';
import type { LinkStatus } from '../../links/company-link.rules.js';
import { DATASETS, type Dataset } from '../../providers/model-parts.js';
import type { DatasetStatus } from '../outcome.rules.js';
import { datasetMessage, failureText, type ListError, NOT_PULLED_HERE } from './pull-texts.rules.js';

/** Where one list of a link stands. */
export interface ListState {
  readonly list: string;
  readonly dataset: string;
  /** As it is stored. */
  readonly status: string;
  readonly interval_minutes: number;
  readonly due_at: Date | null;
  readonly is_leased: boolean;
  /** It is part of a pull that has not ended. */
  readonly is_asked: boolean;
  /** Its data are to be deleted, and some of them may still be here. */
  readonly is_deleting: boolean;
  readonly live_count: string;
  readonly last_complete_at: Date | null;
  readonly last_error: ListError | null;
}

/** Where a dataset stands: its lists together. */
export interface DatasetSummary {
  readonly dataset: Dataset;
  /** Its lists that have a state. */
  readonly lists: readonly string[];
  readonly status: DatasetStatus;
  readonly message: string | null;
  readonly recordCount: number;
  readonly lastCompletedAt: Date | null;
  readonly nextPullAt: Date | null;
  readonly interval: PullInterval;
}

/** What counts where the lists of a dataset differ: the first of these. */
const FIRST: readonly DatasetStatus[] = [
  'PULLING',
  'QUEUED',
  'LINK_LOST',
  'PERMISSION_DENIED',
  'FAILED',
  'SUSPICIOUS',
  'WAITING',
  'PARTIAL',
  'NEVER_PULLED',
  'CURRENT',
  'NOT_SUPPORTED',
];

function statusOf({ status, is_deleting, is_leased, is_asked }: ListState): DatasetStatus {
  if (is_deleting) return 'NEVER_PULLED';
  // The process that pulled it has ended: another one goes on as soon as it finds the list.
  if (status === 'PULLING') return is_leased ? 'PULLING' : 'QUEUED';
  // A pull waits with the link or with the platform, and says so.
  if (is_asked && status !== 'WAITING' && status !== 'LINK_LOST') return 'QUEUED';
  return status as DatasetStatus;
}

const earliest = (dates: readonly (Date | null)[]): Date | null =>
  dates.reduce((first, date) => (first === null || (date !== null && date < first) ? date : first), null);

/** The name of an interval that is stored in minutes. */
export const intervalNamed = (minutes: number): PullInterval =>
  (Object.entries(PULL_MINUTES).find(([, value]) => value === minutes)?.[0] ?? 'DAILY') as PullInterval;

/** How this process pulls. */
export interface PullSettings {
  /** Of a dataset that has no list. */
  readonly intervalMinutes: number;
  /** False: lists that wait for their turn wait for another process. */
  readonly pulls: boolean;
}

/** Statuses that end as soon as a process pulls. */
const WAITING_FOR_PROCESS: readonly DatasetStatus[] = ['NEVER_PULLED', 'QUEUED'];

/** Where each dataset of a link stands, in the order of the API. A link without lists was never pulled. */
export const summarise = (
  lists: readonly ListState[],
  { intervalMinutes, pulls }: PullSettings,
  link: LinkStatus,
): DatasetSummary[] =>
  DATASETS.map((dataset) => summaryOfAll(dataset, lists, intervalMinutes)).map((summary) => {
    if (link !== 'LINKED') return withoutAccess(summary, link);
    const isHere = pulls || summary.message !== null || !WAITING_FOR_PROCESS.includes(summary.status);
    return isHere ? summary : { ...summary, message: NOT_PULLED_HERE };
  });

/** Nothing is pulled before the link gives access again, so the outcome of the last pull does not count. */
function withoutAccess(summary: DatasetSummary, link: LinkStatus): DatasetSummary {
  const status = link === 'PENDING' ? summary.status : 'LINK_LOST';
  const message = link === 'PENDING' ? failureText('LinkPending') : datasetMessage(status, null);
  return { ...summary, status, message: summary.message === DELETING ? DELETING : message, nextPullAt: null };
}

function summaryOfAll(dataset: Dataset, lists: readonly ListState[], intervalMinutes: number): DatasetSummary {
  const own = lists.filter((list) => list.dataset === dataset);
  if (own.length > 0) return summaryOf(dataset, own);
  const status = lists.length === 0 ? 'NEVER_PULLED' : 'NOT_SUPPORTED';
  return {
    dataset,
    lists: [],
    status,
    message: datasetMessage(status, null),
    recordCount: 0,
    lastCompletedAt: null,
    nextPullAt: null,
    interval: intervalNamed(intervalMinutes),
  };
}

function summaryOf(dataset: Dataset, own: readonly ListState[]): DatasetSummary {
  const judged = own.map((list) => ({ list, status: statusOf(list) }));
  // A list that the platform does not have says nothing about the others.
  const there = judged.filter(({ status }) => status !== 'NOT_SUPPORTED');
  const counted = there.length > 0 ? there : judged;
  const status = FIRST.find((one) => counted.some((list) => list.status === one)) ?? 'NEVER_PULLED';
  const decisive = counted.find((list) => list.status === status)?.list;
  const isDone = counted.every(({ list }) => list.last_complete_at !== null);
  return {
    dataset,
    lists: own.map(({ list }) => list),
    status,
    message: decisive?.is_deleting ? DELETING : datasetMessage(status, decisive?.last_error ?? null),
    recordCount: own.reduce((sum, { live_count }) => sum + Number(live_count), 0),
    lastCompletedAt: isDone ? earliest(counted.map(({ list }) => list.last_complete_at)) : null,
    nextPullAt: earliest(counted.map((one) => (one.status === 'PULLING' ? null : one.list.due_at))),
    interval: intervalNamed(own[0]?.interval_minutes ?? 0),
  };
}

const DELETING = 'What was pulled is being deleted. The next pull begins anew.';
