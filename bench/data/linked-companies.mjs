import { graphql, makeLinks, saveApplication } from '../chaos/links.mjs';
import { startPlatform } from '../chaos/platform.mjs';

const LINKS = 50;
const KEYS = 4;
/** Tokens are fresh for four fifths of this time, longer than any run. Nothing is renewed and no platform is called. */
const ACCESS_SECONDS = 86_400;
export const REAL = { clientId: 'bench/linked', clientSecret: 'bench-linked-secret' };
/** Its requests go to the platform of the work `platform`. */
export const SANDBOXED = { clientId: 'sandbox/bench-linked', clientSecret: 'sandbox-bench-linked-secret' };

const CREATE_KEY = `mutation($name: String!) {
  createApiKey(input: { name: $name, scopes: [TOKENS_ISSUE, PLATFORM_READ] }) {
    __typename ... on CreateApiKeySuccess { key } ... on Problem { message } } }`;

const ISSUE = `mutation($linkId: ID!) {
  issueAccessToken(input: { linkId: $linkId }) {
    __typename
    ... on AccessTokenIssued { accessToken expiresAt expiresInSeconds baseUrl headers { name value } }
    ... on Problem { code message }
  }
}`;

/**
 * Makes fifty companies of a workspace, linked to one application, and keys that may only issue tokens and read. The sandbox
 * issues the tokens and then ends, so that a run cannot call a platform.
 */
export async function linkCompanies({ urls, encryptionKeys }, url, workspace, application) {
  const platform = await startPlatform({ accessSeconds: ACCESS_SECONDS });
  try {
    const { control } = platform;
    const { clientId } = await saveApplication(control, url, workspace.key, application);
    const links = await makeLinks({
      control,
      superuser: urls.superuser,
      workspaceId: workspace.id,
      encryptionKeys,
      count: LINKS,
      clientId,
    });
    const keys = [];
    for (let index = 1; index <= KEYS; index++) keys.push(await createKey(url, workspace, `service ${index}`));
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

/** One request for every link with every key. */
export const tokenRequests = ({ links, keys }) =>
  links.flatMap((linkId) => keys.map((key) => ({ query: ISSUE, variables: { linkId }, key })));

/** One read for every link with every key. */
export const platformRequests = ({ links, keys }) =>
  links.flatMap((linkId) => keys.map((key) => ({ path: `/platform/${encodeURIComponent(linkId)}/contacts`, key })));
