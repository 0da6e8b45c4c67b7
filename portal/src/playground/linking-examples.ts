import { dataExamples } from './data-examples.ts';
import type { GuideStep } from './playground-example.ts';
import { webhookExamples } from './webhook-examples.ts';

const createCompany: GuideStep = {
  scope: 'COMPANIES_WRITE',
  title: 'Create a company: one of your customers.',
  operation: `mutation CreateACompany($name: String!, $externalId: String) {
  createCompany(input: { name: $name, externalId: $externalId }) {
    __typename
    ... on CreateCompanySuccess { company { id name externalId } }
    ... on Problem { code message }
    ... on ExternalIdTaken { company { id name } }
  }
}
`,
  variables: { name: 'Acme Ltd' },
};

const createCompanies: GuideStep = {
  scope: 'COMPANIES_WRITE',
  title:
    'Create up to 500 companies at once. To send a mutation again safely, put {"Idempotency-Key": "a UUID of your own"} into the headers below: it is done once, and the first answer is repeated.',
  operation: `mutation CreateManyCompanies($companies: [CreateCompanyInput!]!) {
  createCompanies(input: { companies: $companies }) {
    __typename
    ... on CreateCompaniesSuccess { companies { created company { id name externalId } } }
    ... on Problem { code message }
    ... on CompaniesRejected { faults { position field message } }
  }
}
`,
  variables: { companies: [{ name: 'Birch Ltd', externalId: 'customer-2' }] },
};

const linkCompany = (integrationKey: string): GuideStep => ({
  scope: 'COMPANIES_WRITE',
  title: "Link it: put the company's id into the variables below, and send the linkUrl of the answer to the customer.",
  operation: `mutation LinkTheCompany($companyId: ID!) {
  linkCompany(input: { companyId: $companyId, integrationKey: "${integrationKey}" }) {
    __typename
    ... on LinkCompanySuccess { linkUrl expiresAt warnings link { id status statusReason } }
    ... on Problem { code message }
    ... on RegionNotSupported { linkableCountries }
  }
}
`,
  variables: { companyId: 'paste the id of the company here' },
});

const issueToken: GuideStep = {
  scope: 'TOKENS_ISSUE',
  title: 'Get a token for the link, once the customer has finished: call baseUrl with exactly these headers.',
  operation: `mutation GetAToken($linkId: ID!) {
  issueAccessToken(input: { linkId: $linkId }) {
    __typename
    ... on AccessTokenIssued { expiresInSeconds baseUrl headers { name value } }
    ... on Problem { code message }
    ... on PlatformUnavailable { retryAfterSeconds }
  }
}
`,
  variables: { linkId: 'paste the id of the link here' },
};

const callPlatform: GuideStep = {
  scope: 'PLATFORM_READ',
  title: 'Read from the platform of the link, without a token: the limits and retries are taken care of.',
  operation: `mutation ReadFromThePlatform($linkId: ID!) {
  callPlatform(input: { linkId: $linkId, method: GET, path: "contacts", query: [{ name: "items_per_page", value: "5" }] }) {
    __typename
    ... on PlatformAnswer { status body }
    ... on Problem { code message }
    ... on PlatformBusy { retryAfterSeconds }
  }
}
`,
  variables: { linkId: 'paste the id of the link here' },
};

const audit: GuideStep = {
  scope: 'AUDIT_READ',
  title: 'Audit: who changed what and when, newest first. Names of changed fields only, never their values.',
  operation: `query Audit($first: Int = 20, $after: String) {
  auditEvents(first: $first, after: $after) {
    nodes { occurredAt actor action target { __typename id } changedFields requestId }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  variables: { first: 20 },
};

/** The second half of the guide: company, link, token, data, webhooks, audit trail. */
export const linkingExamples = (integrationKey: string): GuideStep[] => [
  createCompany,
  createCompanies,
  linkCompany(integrationKey),
  issueToken,
  callPlatform,
  ...dataExamples,
  ...webhookExamples,
  audit,
];
