import type { GuidedIntegrationsQuery } from '../gql/graphql.ts';
import type { GuideStep } from './playground-example.ts';

/** What the guide needs to know of an integration. */
export type GuidedIntegration = Pick<GuidedIntegrationsQuery['integrations'][number], 'key' | 'credentialOptions'>;
type Option = GuidedIntegration['credentialOptions'][number];

const settingsPage = (key: string): GuideStep => ({
  scope: 'INTEGRATIONS_READ',
  title:
    'Read the settings page: which keys can be used, their fields and countries, what is saved, what is left to do.',
  operation: `query ReadTheSettingsPage {
  integration(key: "${key}") {
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
});

// The spaces are deliberate. Keys with spaces are rejected, so an example that is run unchanged saves nothing. A
// placeholder without spaces would be saved, and the integration enabled with it.
const placeholder = ({ label }: Option['fields'][number]): string =>
  `paste the ${label.charAt(0).toLowerCase()}${label.slice(1)} here`;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Saves the keys of one option. `enable`: whether the integration is enabled with them. */
function saveKeys(key: string, option: Option, enable: 'NOW' | 'LATER'): GuideStep {
  const { inputField, label, fields } = option;
  const declared = fields.map(
    ({ name, secret, required }) => `  $${name}: ${secret ? 'Secret' : 'String'}${required ? '!' : ''}`,
  );
  const what =
    enable === 'NOW'
      ? 'and enable in the same step. Put the keys into the variables below: keys with spaces, such as these placeholders, are refused.'
      : 'instead, or beside the others. Enable later.';
  return {
    scope: 'INTEGRATIONS_WRITE',
    title: `Save keys of the kind “${label}”, ${what}`,
    operation: `mutation Save${capitalised(inputField)}Keys(
${declared.join('\n')}
) {
  saveCredentials(
    input: {
      integrationKey: "${key}"
      credentials: {
        ${inputField}: { ${fields.map(({ name }) => `${name}: $${name}`).join(' ')} }
      }
      enable: ${enable}
    }
  ) {
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
  }
}
`,
    variables: Object.fromEntries(fields.map((field) => [field.name, placeholder(field)])),
  };
}

const enableIntegration = (key: string): GuideStep => ({
  scope: 'INTEGRATIONS_WRITE',
  title: 'Enable the integration, if that was left for later.',
  operation: `mutation Enable {
  enableIntegration(input: { integrationKey: "${key}" }) {
    __typename
    ... on EnableIntegrationSuccess { integration { name status version } }
    ... on Problem { code message }
    ... on CredentialsMissing { unmetSteps { key title instructions } }
    ... on VersionConflict { currentVersion }
  }
}
`,
  variables: {},
});

/** The first half of the guide: read the settings page, save keys of each kind, enable. */
export const setupExamples = ({ key, credentialOptions }: GuidedIntegration): GuideStep[] => [
  settingsPage(key),
  ...credentialOptions.map((option, index) => saveKeys(key, option, index === 0 ? 'NOW' : 'LATER')),
  enableIntegration(key),
];
