import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { INTEGRATION, type PortalUnderTest, V30, V31 } from './portal.js';

export const V31_KEYS = { 'Client ID': 'an-application', 'Client secret': 'a-secret-of-31' };
export const V30_KEYS = {
  'Client ID': 'an-old-application',
  'Client secret': 'a-secret-of-30',
  'Signing secret': 'a-signing-secret',
  'Subscription key': 'a-subscription-key',
};

export const field = (page: Page, label: string): Locator =>
  page
    .getByRole('textbox', { name: label })
    .or(page.locator(`input[type=password][name=${nameOf(label)}]`))
    .first();

/** `Client secret` -> `clientSecret`, the field's name in the API. */
const nameOf = (label: string): string =>
  label
    .toLowerCase()
    .replace(' id', ' Id')
    .replace(/ ([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace(' ', '');

export async function choose(page: Page, version: '3.0' | '3.1'): Promise<void> {
  await page.getByRole('radio', { name: version === '3.1' ? V31 : V30 }).check();
}

/** Fills the form in and presses Save. */
export async function save(page: Page, keys: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(keys)) await field(page, label).fill(value);
  await page.getByRole('button', { name: 'Save' }).click();
}

/** A query that is answered a second late: who is told of a change must have the current settings by then. */
export const answerLate = (page: Page, query: string) =>
  page.route('**/graphql', async (route) => {
    if (route.request().postDataJSON()?.operationName === query) await sleep(1_000);
    await route.continue();
  });

const SAVE = `mutation($input: SaveCredentialsInput!) {
  saveCredentials(input: $input) { __typename ... on SaveCredentialsSuccess { integration { version } } } }`;

/** Saves by the API, past the portal, and answers the integration's version. */
export async function saveByApi(
  { api }: PortalUnderTest,
  credentials: object,
  enable: 'NOW' | 'LATER' = 'LATER',
): Promise<number> {
  const { saveCredentials } = await api(SAVE, {
    input: { integrationKey: INTEGRATION, credentials, enable },
  });
  if (saveCredentials.__typename !== 'SaveCredentialsSuccess') throw new Error(JSON.stringify(saveCredentials));
  return saveCredentials.integration.version;
}

/** Back to nothing saved and disabled. */
export async function startOver({ api }: PortalUnderTest): Promise<void> {
  await api(`mutation { disableIntegration(input: { integrationKey: "${INTEGRATION}" }) { __typename } }`);
  const { integration } = await api(`{ integration(key: "${INTEGRATION}") { credentialSets { id } } }`);
  for (const { id } of integration.credentialSets)
    await api('mutation($id: ID!) { deleteCredentialSet(input: { credentialSetId: $id }) { __typename } }', {
      id,
    });
}
