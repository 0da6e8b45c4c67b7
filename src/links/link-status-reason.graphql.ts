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
  description: 'Why a link is in its status.',
  valuesConfig: {
    LINK_REQUESTED: { description: 'PENDING: a link URL was made and not used to the end yet.' },
    CUSTOMER_CANCELLED: {
      description: 'PENDING: the customer declined at the platform. The URL still works.',
    },
    COUNTRY_MISMATCH: {
      description: 'PENDING: the country chosen is not the country of the business. The URL still works.',
    },
    LINK_EXPIRED: { description: 'PENDING: the link URL ended unused after 24 hours; make another.' },
    NO_BUSINESS: { description: 'PENDING: the sign-in that was used reaches no business.' },
    NO_ACTIVE_SUBSCRIPTION: {
      description: "PENDING: the business's subscription to the platform is not active.",
    },
    RESOURCE_OWNER_MISSING: {
      description:
        'PENDING: the customer who signed in may not give access to the business. At this platform only its owner may.',
    },
    DIFFERENT_BUSINESS: { description: 'PENDING: another business than the one linked before was reached.' },
    PLATFORM_ERROR: { description: 'PENDING: the platform failed or refused. The URL still works.' },
    AWAITING_CHOICE: { description: 'PENDING: the customer has signed in and is to confirm the business.' },
    LINKED: { description: 'LINKED for the first time.' },
    RELINKED: { description: 'LINKED again after it was cut or lost.' },
    RECOVERED: {
      description: 'LINKED again by itself: an answer of the platform that came late repaired it.',
    },
    UNLINKED_BY_WORKSPACE: { description: 'UNLINKED by unlinkCompany.' },
    REVOKED_OR_EXPIRED: {
      description:
        'DEAUTHORIZED: the platform refuses the refresh token, as it does after the customer took access away.',
    },
    REFRESH_TOKEN_EXPIRED: { description: 'DEAUTHORIZED: the refresh token reached its end.' },
    ROTATION_ANSWER_LOST: {
      description: "DEAUTHORIZED: the platform's answer with the new tokens was lost on its way.",
    },
    TOKENS_UNREADABLE: { description: 'DEAUTHORIZED: the stored tokens cannot be opened any more.' },
  },
});
