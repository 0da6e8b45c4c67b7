import type { Dataset, DatasetStatus, PullInterval, PullStatus } from '../gql/graphql.ts';
import type { Tone } from '../ui/tag.tsx';

interface DatasetLabel {
  readonly label: string;
  /** The part of the books that shows its records. */
  readonly section?: string;
  readonly filter?: Readonly<Record<string, string>>;
}

export const DATASET: Readonly<Record<Dataset, DatasetLabel>> = {
  SALES_INVOICES: { label: 'Sales invoices', section: 'invoices', filter: { kind: 'SALES_INVOICE' } },
  SALES_CREDIT_NOTES: { label: 'Sales credit notes', section: 'invoices', filter: { kind: 'SALES_CREDIT_NOTE' } },
  PURCHASE_INVOICES: { label: 'Purchase invoices', section: 'bills', filter: { kind: 'PURCHASE_INVOICE' } },
  PURCHASE_CREDIT_NOTES: { label: 'Purchase credit notes', section: 'bills', filter: { kind: 'PURCHASE_CREDIT_NOTE' } },
  CONTACTS: { label: 'Contacts', section: 'contacts' },
  PAYMENTS: { label: 'Payments', section: 'payments' },
  ALLOCATIONS: { label: 'Allocations' },
  BANK_ACCOUNTS: { label: 'Bank accounts', section: 'bank-accounts' },
  BANK_MOVEMENTS: { label: 'Bank movements', section: 'bank-movements' },
  ACCOUNTS: { label: 'Accounts', section: 'accounts' },
  JOURNALS: { label: 'Journals' },
  LEDGER_ENTRIES: { label: 'Ledger entries', section: 'entries' },
  ITEMS: { label: 'Products and services' },
  TAX_RATES: { label: 'Tax rates' },
  TRACKING_CATEGORIES: { label: 'Tracking categories' },
  COMPANY_PROFILE: { label: 'Company and settings' },
};

/** The text and colour of each status. `text` takes the place of the API's message, which is for programs there. */
export const STATUS: Readonly<
  Record<DatasetStatus, { readonly label: string; readonly tone: Tone; readonly text?: string }>
> = {
  NEVER_PULLED: { label: 'Not pulled yet', tone: 'plain' },
  QUEUED: { label: 'Queued', tone: 'plain' },
  PULLING: { label: 'Pulling', tone: 'plain' },
  CURRENT: { label: 'Current', tone: 'good' },
  PARTIAL: {
    label: 'Partly read',
    tone: 'attention',
    text: 'Some records could not be read. They are named below, and the next pull tries them again.',
  },
  WAITING: { label: 'Waiting', tone: 'attention' },
  PERMISSION_DENIED: { label: 'No permission', tone: 'attention' },
  NOT_SUPPORTED: { label: 'Not available', tone: 'plain' },
  LINK_LOST: {
    label: 'Access lost',
    tone: 'attention',
    text: 'The link gives no access any more. Relink the company. What was pulled is kept.',
  },
  FAILED: { label: 'Failed', tone: 'attention' },
  SUSPICIOUS: { label: 'Many missing', tone: 'attention' },
};

export const INTERVAL: Readonly<Record<PullInterval, string>> = {
  OFF: 'Only when asked',
  MINUTES_15: 'Every 15 minutes',
  HOURLY: 'Hourly',
  EVERY_6_HOURS: 'Every 6 hours',
  DAILY: 'Daily',
  WEEKLY: 'Weekly',
};
export const INTERVALS = Object.keys(INTERVAL) as PullInterval[];

export const PULL_STATUS: Readonly<Record<PullStatus, { readonly label: string; readonly tone: Tone }>> = {
  QUEUED: { label: 'Queued', tone: 'plain' },
  RUNNING: { label: 'Under way', tone: 'plain' },
  COMPLETED: { label: 'Completed', tone: 'good' },
  PARTIAL: { label: 'Partly completed', tone: 'attention' },
  FAILED: { label: 'Failed', tone: 'attention' },
  CANCELLED: { label: 'Cancelled', tone: 'plain' },
};

const REQUESTERS: Readonly<Record<string, string>> = { link: 'the new link', schedule: 'the schedule' };
/** Who asked for a pull, in words. */
export const requesterOf = (requestedBy: string): string => REQUESTERS[requestedBy] ?? requestedBy;

export const isUnderWay = ({ status }: { readonly status: PullStatus }): boolean =>
  status === 'QUEUED' || status === 'RUNNING';

const whole = new Intl.NumberFormat();
export const formatCount = (count: number): string => whole.format(count);
