import { sendOperation } from '../measure/send-operation.mjs';

export const SAVE = `mutation Save($input: SaveCredentialsInput!) {
  saveCredentials(input: $input) {
    __typename
    ... on SaveCredentialsSuccess { changed integration { key version } credentialSet { id savedAt } }
    ... on Problem { code message }
  }
}`;

/** The two applications of an integration. Each save of one supersedes the other. */
export const CLIENT_IDS = ['bench/application-a', 'bench/application-b'];

export const v31 = (clientId, secret) => ({ sageV31: { clientId, clientSecret: secret } });

const v30 = (clientId, secret) => ({
  sageV30: { clientId, clientSecret: secret, signingSecret: `${secret}-s`, subscriptionKey: `${secret}-k` },
});

/** Saves both kinds of keys for every integration and enables two thirds of the integrations: 40 sets. */
export async function saveDashboardSets(url, workspace, keys) {
  for (const [index, key] of keys.entries()) {
    await save(url, workspace, {
      integrationKey: key,
      credentials: v31(`app-31-${index}`, `secret-31-${index}`),
    });
    const enable = index % 3 === 0 ? 'LATER' : 'NOW';
    await save(url, workspace, {
      integrationKey: key,
      credentials: v30(`app-30-${index}`, `secret-30-${index}`),
      enable,
    });
  }
}

/** Saves both applications of every integration. The second is current, so the next save is of the first. */
export async function saveAlternatingSets(url, workspace, keys) {
  for (const integrationKey of keys) {
    for (const clientId of CLIENT_IDS) {
      await save(url, workspace, { integrationKey, credentials: v31(clientId, 'first-secret') });
    }
  }
}

export async function save(url, workspace, input) {
  const { data } = await sendOperation(url, { query: SAVE, variables: { input }, key: workspace.key });
  if (data.saveCredentials.changed !== true) throw new Error(`not saved: ${JSON.stringify(data)}`);
}
