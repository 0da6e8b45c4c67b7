export const LINK_STATUSES = ['PENDING', 'LINKED', 'UNLINKED', 'DEAUTHORIZED'] as const;
export type LinkStatus = (typeof LINK_STATUSES)[number];

/** Why a link is in its status, or an attempt where it is: a closed list. */
export const LINK_REASONS = [
  'LINK_REQUESTED',
  'CUSTOMER_CANCELLED',
  'COUNTRY_MISMATCH',
  'LINK_EXPIRED',
  'NO_BUSINESS',
  'NO_ACTIVE_SUBSCRIPTION',
  'RESOURCE_OWNER_MISSING',
  'DIFFERENT_BUSINESS',
  'PLATFORM_ERROR',
  'AWAITING_CHOICE',
  'LINKED',
  'RELINKED',
  'RECOVERED',
  'UNLINKED_BY_WORKSPACE',
  'REVOKED_OR_EXPIRED',
  'REFRESH_TOKEN_EXPIRED',
  'ROTATION_ANSWER_LOST',
  'TOKENS_UNREADABLE',
] as const;
export type LinkReason = (typeof LINK_REASONS)[number];

const NEXT: Readonly<Record<LinkStatus, readonly LinkStatus[]>> = {
  PENDING: ['LINKED', 'UNLINKED'],
  LINKED: ['UNLINKED', 'DEAUTHORIZED'],
  UNLINKED: ['LINKED'],
  DEAUTHORIZED: ['LINKED', 'UNLINKED'],
};

const REASONS: Readonly<Record<LinkStatus, readonly LinkReason[]>> = {
  PENDING: [
    'LINK_REQUESTED',
    'AWAITING_CHOICE',
    'CUSTOMER_CANCELLED',
    'COUNTRY_MISMATCH',
    'LINK_EXPIRED',
    'NO_BUSINESS',
    'NO_ACTIVE_SUBSCRIPTION',
    'RESOURCE_OWNER_MISSING',
    'DIFFERENT_BUSINESS',
    'PLATFORM_ERROR',
  ],
  LINKED: ['LINKED', 'RELINKED', 'RECOVERED'],
  UNLINKED: ['UNLINKED_BY_WORKSPACE'],
  DEAUTHORIZED: ['REVOKED_OR_EXPIRED', 'REFRESH_TOKEN_EXPIRED', 'ROTATION_ANSWER_LOST', 'TOKENS_UNREADABLE'],
};

/** Whether a link may go from one status to another: nothing else moves it. */
export const mayBecome = (from: LinkStatus, to: LinkStatus): boolean => NEXT[from].includes(to);

/** Whether a status may be explained so. */
export const mayExplain = (status: LinkStatus, reason: LinkReason): boolean =>
  REASONS[status].includes(reason);

/** Whether what became of an attempt shows on the link itself: only where it never was more than asked for. */
export const showsAttempt = (status: LinkStatus): boolean => status === 'PENDING';

/** The reason of a link that was just made, from what it was before. */
export const linkedReason = (before: LinkStatus): LinkReason =>
  before === 'PENDING' ? 'LINKED' : 'RELINKED';
