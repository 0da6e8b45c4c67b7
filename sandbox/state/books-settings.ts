import { z } from 'zod';
import { ODD_VALUES } from '../books/odd-values.js';

const whole = (defaultValue: number) => z.number().int().min(0).max(1e9).default(defaultValue);

/** The settings of the businesses' books. 0 turns a limit off. Where Sage documents nothing, there is a switch. */
export const BOOKS_SETTINGS = {
  /** The order of lists without `sort`, and of records that `sort` leaves equal. `changing`: another one each call. */
  listOrder: z.enum(['created', 'unknown', 'changing']).default('created'),
  /** Where deleted records still appear, with `deleted_at`. */
  deletedRows: z.enum(['hidden', 'in-updates', 'in-lists']).default('hidden'),
  /** How far back `deleted_since` remembers. */
  deletedMemoryDays: whole(90),
  /** `$next` of every third page is null, although more pages follow. */
  nextSometimesNull: z.boolean().default(false),
  /** `$next` repeats the filters. Sage's examples repeat only the page and its size. */
  nextKeepsFilters: z.boolean().default(false),
  /** An `items_per_page` outside its range is brought into it, or refused. */
  pageSizeOutOfRange: z.enum(['bounded', 'refused']).default('bounded'),
  /** `sort` on a list that cannot be sorted so. */
  unknownSort: z.enum(['refused', 'ignored']).default('refused'),
  /** A list that the business's edition does not have: a 401 as for an ended subscription, or a 404. */
  missingList: z.enum(['unauthorized', 'not-found']).default('unauthorized'),
  /** The kinds of odd values that occur, each in the published samples or in the histories of other clients. */
  oddValues: z.array(z.enum(ODD_VALUES)).default([...ODD_VALUES]),
  oddPercent: z.number().min(0).max(100).default(1),
  /** A list page of more bytes is answered with `bigPageStatus`. */
  bigPageBytes: whole(0),
  bigPageStatus: z.number().int().min(500).max(599).default(500),
  /** Ids of records that cannot be read, in lists or alone. */
  poisonRecords: z.array(z.string()).default([]),
  /** The answer's `X-Business` names another business. */
  wrongBusinessHeader: z.boolean().default(false),
  /** A payment or an allocation moves the `updated_at` of what it settles. */
  paymentMovesDocument: z.boolean().default(true),
  /** Written records appear up to so many seconds after their `updated_at`. */
  commitLagSeconds: whole(0),
  /** Random changes after each list page. */
  changesAfterPage: whole(0),
  /** The trial balance is so many seconds behind the ledger entries. */
  trialBalanceLagSeconds: whole(0),
  /** Balances of income and costs begin at 0 each financial year. */
  yearEndResets: z.boolean().default(false),
  /** Limits of an application. Sage's numbers: 15 a second, 1,296,000 a day, 150 at once. */
  requestsPerSecond: whole(0),
  requestsPerDay: whole(0),
  requestsAtOnce: whole(0),
  /** The limit of a business. Other clients report 100 a minute. */
  businessRequestsPerMinute: whole(0),
  /** How the limits count: in windows that begin anew, or in a bucket whose turns come back evenly. */
  limitWindow: z.enum(['fixed', 'bucket']).default('fixed'),
  /** A 429 names the seconds to wait. */
  retryAfter: z.boolean().default(true),
};
