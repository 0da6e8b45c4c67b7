export const LINK_STATUSES = ['PENDING', 'LINKED', 'UNLINKED', 'DEAUTHORIZED'] as const;
export type LinkStatus = (typeof LINK_STATUSES)[number];

/** The possible reasons of each status. A CHECK of the database allows the same pairs, and a test compares the two. */
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
/** The reason for a link's status, or for the step of an attempt. */
export type LinkReason = ReasonOf<LinkStatus>;

const NEXT: Readonly<Record<LinkStatus, readonly LinkStatus[]>> = {
  PENDING: ['LINKED', 'UNLINKED'],
  LINKED: ['UNLINKED', 'DEAUTHORIZED'],
  UNLINKED: ['LINKED'],
  DEAUTHORIZED: ['LINKED', 'UNLINKED'],
};

/** The statuses from which a link may change to a status. Every statement that changes the status checks them. */
export const statusesBefore = (to: LinkStatus): readonly LinkStatus[] =>
  LINK_STATUSES.filter((from) => NEXT[from].includes(to));

/** The reason of a new link, by its previous status. */
export const linkedReason = (before: LinkStatus): ReasonOf<'LINKED'> => (before === 'PENDING' ? 'LINKED' : 'RELINKED');
