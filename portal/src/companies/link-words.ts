import type { LinkFragment, LinkStatus, LinkStatusReason } from '../gql/graphql.ts';
import type { Tone } from '../ui/tag.tsx';

export type Link = LinkFragment;

/** How the portal says what the API says in codes. */
export const STATUS: Readonly<Record<LinkStatus, { label: string; tone: Tone }>> = {
  PENDING: { label: 'Waiting for the customer', tone: 'attention' },
  LINKED: { label: 'Linked', tone: 'good' },
  DEAUTHORIZED: { label: 'Access lost', tone: 'attention' },
  UNLINKED: { label: 'Unlinked', tone: 'plain' },
};

/** In the order in which the filter offers them. */
export const STATUSES: readonly LinkStatus[] = ['LINKED', 'PENDING', 'DEAUTHORIZED', 'UNLINKED'];

interface Reason {
  readonly happened: string;
  /** What to do; left out where there is nothing. */
  readonly next?: string;
  /** The same on the page of the company, where it is said otherwise. */
  readonly nextHere?: string;
}

const RELINK = 'Relink it: make a link URL and let the customer sign in again.';

export const REASONS: Readonly<Record<LinkStatusReason, Reason>> = {
  LINK_REQUESTED: {
    happened: 'A link URL was made, and the customer has not finished yet.',
    next: 'Send it to the customer. If it is lost, make a new one: the earlier URL ends then.',
  },
  AWAITING_CHOICE: {
    happened: 'The customer has signed in and is to confirm which business to link.',
    next: 'Wait for the customer, or choose the business for them on the page of the company.',
    nextHere: 'Wait for the customer, or choose the business for them below.',
  },
  CUSTOMER_CANCELLED: {
    happened: 'The customer said no when asked to give access.',
    next: 'The link URL still works: talk to the customer, who can open it again.',
  },
  COUNTRY_MISMATCH: {
    happened: 'The account that the customer signed in with belongs to another country than the one chosen.',
    next: 'The link URL still works: the customer can open it again and choose the right country. If you chose the country, make a new link URL with another one.',
  },
  LINK_EXPIRED: {
    happened: 'The link URL ended after 24 hours without being used to the end.',
    next: 'Make a new link URL and send it to the customer.',
  },
  NO_BUSINESS: {
    happened: 'The account that the customer signed in with has no business.',
    next: 'The link URL still works: the customer can open it again and sign in with another account.',
  },
  NO_ACTIVE_SUBSCRIPTION: {
    happened: 'The subscription of the business to the platform is not active.',
    next: 'The customer renews it at the platform, then opens the link URL again.',
  },
  RESOURCE_OWNER_MISSING: {
    happened: 'The customer who signed in may not give access to the business: only its owner may.',
    next: 'Ask the owner of the business to open the link URL and sign in.',
  },
  DIFFERENT_BUSINESS: {
    happened: 'The customer reached another business than the one linked before.',
    next: 'The customer opens the link URL again and chooses that one. For another business, make a company of its own.',
  },
  PLATFORM_ERROR: {
    happened: 'The platform failed or refused while the customer was signing in.',
    next: 'The link URL still works: the customer can try again in a few minutes.',
  },
  LINKED: { happened: 'Access tokens can be had at any moment.' },
  RELINKED: { happened: 'Linked again; access tokens can be had at any moment.' },
  RECOVERED: { happened: 'Access had been lost and came back by itself: a late answer of the platform.' },
  UNLINKED_BY_WORKSPACE: {
    happened: 'It was unlinked here, so there is no access to the data of the business.',
    next: RELINK,
  },
  REVOKED_OR_EXPIRED: {
    happened: 'The platform no longer gives access, as when the customer took it away there.',
    next: RELINK,
  },
  REFRESH_TOKEN_EXPIRED: {
    happened: 'Access ended because it could not be renewed in time.',
    next: RELINK,
  },
  ROTATION_ANSWER_LOST: {
    happened: 'The answer of the platform with the new tokens was lost on its way, so access ended.',
    next: RELINK,
  },
  TOKENS_UNREADABLE: {
    happened: 'The stored tokens cannot be opened any more, as when an encryption key is gone.',
    next: `Ask whoever runs this installation about its encryption keys. ${RELINK}`,
  },
};

/** What linking is called from where the link stands; undefined where there is nothing to link. */
export function linkAction(link: Pick<Link, 'status'> | undefined): string | undefined {
  switch (link?.status) {
    case undefined:
      return 'Link';
    case 'PENDING':
      return 'New link URL';
    case 'LINKED':
      return undefined;
    case 'DEAUTHORIZED':
    case 'UNLINKED':
      return 'Relink';
  }
}

/** What ending it is called; undefined where there is nothing left to end. */
export function unlinkAction({
  status,
  linkUrlExpiresAt,
}: Pick<Link, 'status' | 'linkUrlExpiresAt'>): string | undefined {
  if (status !== 'UNLINKED') return 'Unlink';
  return linkUrlExpiresAt === null ? undefined : 'Withdraw the link URL';
}
