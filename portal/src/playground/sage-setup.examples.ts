import type { PlaygroundExample } from './playground-example.ts';

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

// The spaces are deliberate. Keys with spaces are rejected, so an example that is run unchanged saves nothing. A
// placeholder without spaces would be saved, and the integration enabled with it.
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

/** The first half of the guide: read the settings page, save keys of either version, enable. */
export const setupExamples: readonly PlaygroundExample[] = [settingsPage, saveV31Keys, saveV30Keys, enable];
