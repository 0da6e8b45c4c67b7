import { sendOperation } from '../measure/send-operation.mjs';

export const SAVE = `mutation Save($input: SaveCredentialsInput!) {
  saveCredentials(input: $input) {
    __typename
    ... on SaveCredentialsSuccess { changed integration { key version } credentialSet { id savedAt } }
    ... on Problem { code message }
  }
}`;

/** The two applications that a workspace's integration switches between: each save supersedes the other one. */
export const CLIENT_IDS = ['bench/application-a', 'bench/application-b'];

export const v31 = (clientId, secret) => ({ sageV31: { clientId, clientSecret: secret } });

const v30 = (clientId, secret) => ({
  sageV30: { clientId, clientSecret: secret, signingSecret: `${secret}-s`, subscriptionKey: `${secret}-k` },
});

/** Both kinds of keys for every integration, two thirds of them enabled: 40 sets. */
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

/** Every integration with both applications, the second one current: the next save takes up the first. */
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
