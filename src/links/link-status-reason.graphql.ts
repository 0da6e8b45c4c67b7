import { describedEnum } from '../infra/graphql/described-enum.js';

export const LinkStatusReason = describedEnum('LinkStatusReason', 'The reason for the status of a link.', {
  LINK_REQUESTED: 'PENDING: a link URL was created, and the customer has not finished yet.',
  CUSTOMER_CANCELLED: 'PENDING: the customer declined at the platform. The URL still works.',
  COUNTRY_MISMATCH: 'PENDING: the chosen country is not the country of the business. The URL still works.',
  LINK_EXPIRED: 'PENDING: the link URL expired after 24 hours. Create a new one.',
  NO_BUSINESS: 'PENDING: the account of the customer has no business.',
  NO_ACTIVE_SUBSCRIPTION: "PENDING: the business's subscription to the platform is not active.",
  RESOURCE_OWNER_MISSING:
    'PENDING: the customer who signed in may not give access to the business. At this platform only its owner may.',
  DIFFERENT_BUSINESS: 'PENDING: the customer chose another business than the one linked before.',
  PLATFORM_ERROR:
    'PENDING: the sign-in could not be completed: the platform failed or refused, it was not reached, or the keys of the application were refused. The log of this installation says which. The URL still works.',
  AWAITING_CHOICE: 'PENDING: the customer has signed in and must confirm the business.',
  LINKED: 'LINKED for the first time.',
  RELINKED: 'LINKED again after it was unlinked or access was lost.',
  RECOVERED: 'LINKED again: a late answer of the platform restored the access.',
  UNLINKED_BY_WORKSPACE: 'UNLINKED by unlinkCompany.',
  REVOKED_OR_EXPIRED:
    'DEAUTHORIZED: the platform refuses the refresh token, for example because the customer revoked the access.',
  REFRESH_TOKEN_EXPIRED: 'DEAUTHORIZED: the refresh token expired.',
  ROTATION_ANSWER_LOST: "DEAUTHORIZED: the platform's answer with the new tokens was lost.",
  TOKENS_UNREADABLE: 'DEAUTHORIZED: the stored tokens cannot be decrypted any more.',
});
export type LinkStatusReason = keyof typeof LinkStatusReason;
