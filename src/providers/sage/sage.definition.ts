import type { CredentialFieldDefinition, ProviderDefinition } from '../provider.js';
import { sageRegions } from './sage.regions.js';

const field = (name: string, label: string, secret: boolean, help: string): CredentialFieldDefinition => ({
  name,
  label,
  secret,
  required: true,
  help,
});

const clientId = field(
  'clientId',
  'Client ID',
  false,
  "Shown on your application's page in the Sage developer portal. It may contain a slash.",
);
const clientSecret = field('clientSecret', 'Client secret', true, 'Beside the client ID on the same page.');

/** What Sage Business Cloud Accounting is: its credential options, countries and set-up steps. */
export const sageDefinition: ProviderDefinition = {
  id: 'sage',
  key: 'sage-business-cloud-accounting',
  name: 'Sage Business Cloud Accounting',
  sourceType: 'ACCOUNTING',
  developerPortalUrl: 'https://developerselfservice.sageone.com/session/new',
  documentationUrl: 'https://developer.sage.com/accounting/guides/',
  options: [
    {
      apiVersion: '3.1',
      inputField: 'sageV31',
      label: 'Client ID and client secret only (API v3.1 - UKI, US, CA, DE, ES, FR)',
      fields: [clientId, clientSecret],
      note: "Covers Portugal and the United Arab Emirates by this integration's list of supported countries, although the label does not name them and Sage does not confirm them.",
    },
    {
      apiVersion: '3.0',
      inputField: 'sageV30',
      label: 'Client ID, client secret, signing secret and subscription key (API v3 - UKI)',
      fields: [
        clientId,
        clientSecret,
        field(
          'signingSecret',
          'Signing secret',
          true,
          'Of the same application. Sage has not checked request signatures since November 2017, and this API version still asks for it.',
        ),
        field(
          'subscriptionKey',
          'Subscription key',
          true,
          "Primary or secondary key of your subscription in Sage's API portal.",
        ),
      ],
      retiresOn: '2026-07-31',
      note: 'Sage announced on 21 July 2025 that API v3.0 is retired on 31 July 2026 and is from then on neither supported nor reachable. Existing links keep working for as long as Sage answers them; save v3.1 keys beside these to link companies from now on.',
    },
  ],
  countryChoice: 'AT_SIGN_IN',
  regions: sageRegions,
  businessIds: 'PER_API_VERSION',
  setupSteps: [
    {
      key: 'register-application',
      title: 'Register your application with Sage',
      instructions:
        'Sign in at {developerPortalUrl}, choose Create app, and enter a short name (your customers see it when they link), a contact e-mail address, your website, and this callback URL exactly as it stands here: {callbackUrl}. Save, and keep the page with the client ID and the client secret open.',
      doneWhen: 'CREDENTIALS_SAVED',
    },
    {
      key: 'add-keys',
      title: "Add the application's secure keys",
      instructions:
        'Send the client ID and the client secret with saveCredentials as sageV31. An application of API v3.0 also has a signing secret and a subscription key: send all four as sageV30. Keys must not contain spaces. Both versions can be saved side by side.',
      doneWhen: 'CREDENTIALS_SAVED',
    },
    {
      key: 'enable',
      title: 'Enable the integration',
      instructions:
        'Call enableIntegration, or save the keys with enable: NOW. From then on companies can be linked. disableIntegration turns it off again and loses nothing.',
      doneWhen: 'ENABLED',
    },
  ],
  customerTexts: {
    defaultBusiness: 'Lead business',
    failures: {
      RESOURCE_OWNER_MISSING:
        'You are not the owner of the business in Sage, and only its owner can give access to it. Ask the owner to open the link and sign in.',
    },
  },
};
