export const LINK_STATUSES = ['PENDING', 'LINKED', 'UNLINKED', 'DEAUTHORIZED'] as const;
export type LinkStatus = (typeof LINK_STATUSES)[number];

/** Which reasons explain which status: the table holds no other pair (a CHECK of the database, compared by a test). */
export const LINK_REASONS = {
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
} as const satisfies Record<LinkStatus, readonly string[]>;
export type ReasonOf<Status extends LinkStatus> = (typeof LINK_REASONS)[Status][number];
/** Why a link is in its status, or an attempt where it is: a closed list. */
export type LinkReason = ReasonOf<LinkStatus>;

const NEXT: Readonly<Record<LinkStatus, readonly LinkStatus[]>> = {
  PENDING: ['LINKED', 'UNLINKED'],
  LINKED: ['UNLINKED', 'DEAUTHORIZED'],
  UNLINKED: ['LINKED'],
  DEAUTHORIZED: ['LINKED', 'UNLINKED'],
};

/** From where a link may come to a status: what each statement that moves a link asks for. */
export const statusesBefore = (to: LinkStatus): readonly LinkStatus[] =>
  LINK_STATUSES.filter((from) => NEXT[from].includes(to));

/** The reason of a link that was just made, from what it was before. */
export const linkedReason = (before: LinkStatus): ReasonOf<'LINKED'> =>
  before === 'PENDING' ? 'LINKED' : 'RELINKED';
