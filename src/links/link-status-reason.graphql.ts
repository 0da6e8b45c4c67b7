import { registerEnumType } from 'type-graphql';

export enum LinkStatusReason {
  LINK_REQUESTED = 'LINK_REQUESTED',
  CUSTOMER_CANCELLED = 'CUSTOMER_CANCELLED',
  COUNTRY_MISMATCH = 'COUNTRY_MISMATCH',
  LINK_EXPIRED = 'LINK_EXPIRED',
  NO_BUSINESS = 'NO_BUSINESS',
  NO_ACTIVE_SUBSCRIPTION = 'NO_ACTIVE_SUBSCRIPTION',
  RESOURCE_OWNER_MISSING = 'RESOURCE_OWNER_MISSING',
  DIFFERENT_BUSINESS = 'DIFFERENT_BUSINESS',
  PLATFORM_ERROR = 'PLATFORM_ERROR',
  AWAITING_CHOICE = 'AWAITING_CHOICE',
  LINKED = 'LINKED',
  RELINKED = 'RELINKED',
  RECOVERED = 'RECOVERED',
  UNLINKED_BY_WORKSPACE = 'UNLINKED_BY_WORKSPACE',
  REVOKED_OR_EXPIRED = 'REVOKED_OR_EXPIRED',
  REFRESH_TOKEN_EXPIRED = 'REFRESH_TOKEN_EXPIRED',
  ROTATION_ANSWER_LOST = 'ROTATION_ANSWER_LOST',
  TOKENS_UNREADABLE = 'TOKENS_UNREADABLE',
}
registerEnumType(LinkStatusReason, {
  name: 'LinkStatusReason',
  description: 'The reason for the status of a link.',
  valuesConfig: {
    LINK_REQUESTED: {
      description: 'PENDING: a link URL was created, and the customer has not finished yet.',
    },
    CUSTOMER_CANCELLED: {
      description: 'PENDING: the customer declined at the platform. The URL still works.',
    },
    COUNTRY_MISMATCH: {
      description: 'PENDING: the chosen country is not the country of the business. The URL still works.',
    },
    LINK_EXPIRED: { description: 'PENDING: the link URL expired after 24 hours. Create a new one.' },
    NO_BUSINESS: { description: 'PENDING: the account of the customer has no business.' },
    NO_ACTIVE_SUBSCRIPTION: {
      description: "PENDING: the business's subscription to the platform is not active.",
    },
    RESOURCE_OWNER_MISSING: {
      description:
        'PENDING: the customer who signed in may not give access to the business. At this platform only its owner may.',
    },
    DIFFERENT_BUSINESS: {
      description: 'PENDING: the customer chose another business than the one linked before.',
    },
    PLATFORM_ERROR: {
      description:
        'PENDING: the sign-in could not be completed: the platform failed or refused, it was not reached, or the keys of the application were refused. The log of this installation says which. The URL still works.',
    },
    AWAITING_CHOICE: { description: 'PENDING: the customer has signed in and must confirm the business.' },
    LINKED: { description: 'LINKED for the first time.' },
    RELINKED: { description: 'LINKED again after it was unlinked or access was lost.' },
    RECOVERED: {
      description: 'LINKED again: a late answer of the platform restored the access.',
    },
    UNLINKED_BY_WORKSPACE: { description: 'UNLINKED by unlinkCompany.' },
    REVOKED_OR_EXPIRED: {
      description:
        'DEAUTHORIZED: the platform refuses the refresh token, for example because the customer revoked the access.',
    },
    REFRESH_TOKEN_EXPIRED: { description: 'DEAUTHORIZED: the refresh token expired.' },
    ROTATION_ANSWER_LOST: {
      description: "DEAUTHORIZED: the platform's answer with the new tokens was lost.",
    },
    TOKENS_UNREADABLE: { description: 'DEAUTHORIZED: the stored tokens cannot be decrypted any more.' },
  },
});
