import { graphql, makeLinks, saveApplication } from '../chaos/links.mjs';
import { startPlatform } from '../chaos/platform.mjs';

const LINKS = 50;
const KEYS = 4;
/** Tokens stay fresh for four fifths of it: longer than any run, so that nothing is renewed and no platform is called. */
const ACCESS_SECONDS = 86_400;
const APPLICATION = { clientId: 'bench/linked', clientSecret: 'bench-linked-secret' };

const CREATE_KEY = `mutation($name: String!) {
  createApiKey(input: { name: $name, scopes: [TOKENS_ISSUE] }) {
    __typename ... on CreateApiKeySuccess { key } ... on Problem { message } } }`;

const ISSUE = `mutation($linkId: ID!) {
  issueAccessToken(input: { linkId: $linkId }) {
    __typename
    ... on AccessTokenIssued { accessToken expiresAt expiresInSeconds baseUrl headers { name value } }
    ... on Problem { code message }
  }
}`;

/**
 * Fifty companies of a workspace, linked to one application, and keys that may do nothing but ask for tokens. The
 * sandbox mints the tokens and ends: no platform can be asked for anything in a run.
 */
export async function linkCompanies({ urls, encryptionKeys }, url, workspace) {
  const platform = await startPlatform({ accessSeconds: ACCESS_SECONDS });
  try {
    const { control } = platform;
    const { clientId } = await saveApplication(control, url, workspace.key, APPLICATION);
    const links = await makeLinks({
      control,
      superuser: urls.superuser,
      workspaceId: workspace.id,
      encryptionKeys,
      count: LINKS,
      clientId,
    });
    const keys = [];
    for (let index = 1; index <= KEYS; index++)
      keys.push(await createKey(url, workspace, `service ${index}`));
    return { workspaceId: workspace.id, links: links.map(({ id }) => id), keys };
  } finally {
    await platform.stop();
  }
}

async function createKey(url, workspace, name) {
  const { createApiKey } = await graphql(url, workspace.key, CREATE_KEY, { name });
  if (createApiKey.__typename !== 'CreateApiKeySuccess') throw new Error(createApiKey.message);
  return createApiKey.key;
}

/** Every link with every key. */
export const tokenRequests = ({ links, keys }) =>
  links.flatMap((linkId) => keys.map((key) => ({ query: ISSUE, variables: { linkId }, key })));
