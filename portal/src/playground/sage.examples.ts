/** An operation that the playground opens in a tab of its own, named after the operation. */
export interface PlaygroundExample {
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The setup guide and the first link as eight operations, in the order in which it is followed. */

const settingsPage: PlaygroundExample = {
  operation: `# 1. Read the settings page: which keys can be used, their
#    fields and countries, what is saved, what is left to do.
query ReadTheSettingsPage {
  integration(key: "sage-business-cloud-accounting") {
    name
    status
    version
    callbackUrl
    developerPortalUrl
    setupSteps { key title instructions done }
    credentialOptions {
      apiVersion
      inputField
      label
      preselected
      retiresOn
      note
      fields { name label secret required help }
      regions { countryCode name flag }
    }
    credentialSets {
      id
      apiVersion
      label
      status
      clientId
      clientSecret { setAt fingerprint }
      regions { countryCode }
      savedAt
      savedBy
    }
  }
}
`,
  variables: {},
};

// The spaces are deliberate: run as it stands, the example is refused by the rule against them. A placeholder that
// passed would be saved and the integration enabled with it.
const CLIENT_ID = 'paste the client ID here';
const CLIENT_SECRET = 'paste the client secret here';

const saveResult = `{
    __typename
    ... on SaveCredentialsSuccess {
      message
      changed
      warnings
      credentialSet { id label status clientSecret { setAt fingerprint } regions { countryCode } }
      integration { status version }
    }
    ... on Problem { code message }
    ... on CredentialsRejected { faults { field reason message } }
    ... on VersionConflict { currentVersion }
  }`;

const saveV31Keys: PlaygroundExample = {
  operation: `# 2. Save the v3.1 keys and enable in the same step. Put the
#    keys into the variables below: keys with spaces, such as
#    these placeholders, are refused.
mutation SaveV31Keys($clientId: String!, $clientSecret: Secret!) {
  saveCredentials(
    input: {
      integrationKey: "sage-business-cloud-accounting"
      credentials: { sageV31: { clientId: $clientId, clientSecret: $clientSecret } }
      enable: NOW
    }
  ) ${saveResult}
}
`,
  variables: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
};

const saveV30Keys: PlaygroundExample = {
  operation: `# 3. Save the v3.0 keys (UK and Ireland), which need two more
#    secrets. Enable later.
mutation SaveV30Keys(
  $clientId: String!
  $clientSecret: Secret!
  $signingSecret: Secret!
  $subscriptionKey: Secret!
) {
  saveCredentials(
    input: {
      integrationKey: "sage-business-cloud-accounting"
      credentials: {
        sageV30: {
          clientId: $clientId
          clientSecret: $clientSecret
          signingSecret: $signingSecret
          subscriptionKey: $subscriptionKey
        }
      }
      enable: LATER
    }
  ) ${saveResult}
}
`,
  variables: {
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    signingSecret: 'paste the signing secret here',
    subscriptionKey: 'paste the subscription key here',
  },
};

const enable: PlaygroundExample = {
  operation: `# 4. Enable the integration, if that was left for later.
mutation Enable {
  enableIntegration(input: { integrationKey: "sage-business-cloud-accounting" }) {
    __typename
    ... on EnableIntegrationSuccess { integration { name status version } }
    ... on Problem { code message }
    ... on CredentialsMissing { unmetSteps { key title instructions } }
    ... on VersionConflict { currentVersion }
  }
}
`,
  variables: {},
};

const createCompany: PlaygroundExample = {
  operation: `# 5. Create a company: one of your customers.
mutation CreateACompany($name: String!, $externalId: String) {
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

const linkCompany: PlaygroundExample = {
  operation: `# 6. Link it: put the company's id into the variables below,
#    and send the linkUrl of the answer to the customer.
mutation LinkTheCompany($companyId: ID!) {
  linkCompany(
    input: { companyId: $companyId, integrationKey: "sage-business-cloud-accounting" }
  ) {
    __typename
    ... on LinkCompanySuccess { linkUrl expiresAt warnings link { id status statusReason } }
    ... on Problem { code message }
    ... on RegionNotSupported { linkableCountries }
  }
}
`,
  variables: { companyId: 'paste the id of the company here' },
};

const issueToken: PlaygroundExample = {
  operation: `# 7. Get a token for the link, once the customer has finished:
#    call baseUrl with exactly these headers.
mutation GetAToken($linkId: ID!) {
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

const audit: PlaygroundExample = {
  operation: `# 8. Audit: who changed what and when, newest first. Names of
#    changed fields only, never their values.
query Audit($first: Int = 20, $after: String) {
  auditEvents(first: $first, after: $after) {
    nodes { occurredAt actor action target { __typename id } changedFields requestId }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  variables: { first: 20 },
};

export const examples: readonly PlaygroundExample[] = [
  settingsPage,
  saveV31Keys,
  saveV30Keys,
  enable,
  createCompany,
  linkCompany,
  issueToken,
  audit,
];
