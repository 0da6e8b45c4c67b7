import type { LinkFragment, LinkStatus, LinkStatusReason } from '../gql/graphql.ts';
import type { Tone } from '../ui/tag.tsx';

export type Link = LinkFragment;

/** The text and colour of each link status. */
export const STATUS: Readonly<Record<LinkStatus, { label: string; tone: Tone }>> = {
  PENDING: { label: 'Waiting for the customer', tone: 'attention' },
  LINKED: { label: 'Linked', tone: 'good' },
  DEAUTHORIZED: { label: 'Access lost', tone: 'attention' },
  UNLINKED: { label: 'Unlinked', tone: 'plain' },
};

/** The statuses in the order of the filter. */
export const STATUSES: readonly LinkStatus[] = ['LINKED', 'PENDING', 'DEAUTHORIZED', 'UNLINKED'];

interface Reason {
  readonly explanation: string;
  /** What to do next. Left out where nothing needs to be done. */
  readonly next?: string;
  /** The same for the company's own page, where the text differs. */
  readonly nextOnCompanyPage?: string;
}

const RELINK = 'Relink it: create a link URL and let the customer sign in again.';

export const REASONS: Readonly<Record<LinkStatusReason, Reason>> = {
  LINK_REQUESTED: {
    explanation: 'A link URL was created, and the customer has not finished yet.',
    next: 'Send it to the customer. If it is lost, create a new one, which ends the earlier URL.',
  },
  AWAITING_CHOICE: {
    explanation: 'The customer has signed in and must confirm which business to link.',
    next: 'Wait for the customer, or choose the business for them on the page of the company.',
    nextOnCompanyPage: 'Wait for the customer, or choose the business for them below.',
  },
  CUSTOMER_CANCELLED: {
    explanation: 'The customer declined to give access.',
    next: 'The link URL still works. Talk to the customer, who can open it again.',
  },
  COUNTRY_MISMATCH: {
    explanation: 'The account that the customer signed in with belongs to another country than the one chosen.',
    next: 'The link URL still works. The customer can open it again and choose the right country. If you chose the country, create a new link URL with another one.',
  },
  LINK_EXPIRED: {
    explanation: 'The link URL expired after 24 hours, before the customer had finished.',
    next: 'Create a new link URL and send it to the customer.',
  },
  NO_BUSINESS: {
    explanation: 'The account that the customer signed in with has no business.',
    next: 'The link URL still works. The customer can open it again and sign in with another account.',
  },
  NO_ACTIVE_SUBSCRIPTION: {
    explanation: 'The subscription of the business to the platform is not active.',
    next: 'The customer renews it at the platform, then opens the link URL again.',
  },
  RESOURCE_OWNER_MISSING: {
    explanation: 'The customer who signed in may not give access to the business: only its owner may.',
    next: 'Ask the owner of the business to open the link URL and sign in.',
  },
  DIFFERENT_BUSINESS: {
    explanation: 'The customer chose another business than the one linked before.',
    next: 'The customer opens the link URL again and chooses the earlier business. To link another business, create another company.',
  },
  PLATFORM_ERROR: {
    explanation: 'The sign-in could not be completed. The log of this installation says why.',
    next: 'The link URL still works. The customer can try again in a few minutes. Check the keys of the application if it happens again.',
  },
  LINKED: {
    explanation: 'The customer has given access. Access tokens can be issued while the integration is enabled.',
  },
  RELINKED: {
    explanation: 'The company was linked again. Access tokens can be issued while the integration is enabled.',
  },
  RECOVERED: { explanation: 'Access was lost, then recovered by a late answer of the platform.' },
  UNLINKED_BY_WORKSPACE: {
    explanation: 'It was unlinked in this workspace, so there is no access to the data of the business.',
    next: RELINK,
  },
  REVOKED_OR_EXPIRED: {
    explanation: 'The platform no longer gives access, for example because the customer revoked it there.',
    next: RELINK,
  },
  REFRESH_TOKEN_EXPIRED: {
    explanation: 'Access ended because it could not be renewed in time.',
    next: RELINK,
  },
  ROTATION_ANSWER_LOST: {
    explanation: 'The answer of the platform with the new tokens was lost, so access ended.',
    next: RELINK,
  },
  TOKENS_UNREADABLE: {
    explanation: 'The stored tokens cannot be decrypted any more, for example because an encryption key is missing.',
    next: `Ask the operator of this installation about its encryption keys. ${RELINK}`,
  },
};

/** The text of the button that links, for a link's status. Undefined where linking is not possible. */
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

/** The text of the button that unlinks. Undefined where there is neither access nor an open link URL to end. */
export function unlinkAction({
  status,
  linkUrlExpiresAt,
}: Pick<Link, 'status' | 'linkUrlExpiresAt'>): string | undefined {
  if (status !== 'UNLINKED') return 'Unlink';
  return linkUrlExpiresAt === null ? undefined : 'Withdraw the link URL';
}
