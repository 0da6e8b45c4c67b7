import { getJson } from '../../../src/infra/http-client/http-client.js';
import { Secret } from '../../../src/infra/secrets/secret.js';
import { readCode, refusalFor, standardCallbackErrors } from '../../../src/providers/oauth-callback.js';
import type { ProviderDefinition, ProviderFactory } from '../../../src/providers/provider.js';
import type { PlatformAccess, PlatformAnswer, ProviderApi } from '../../../src/providers/provider-api.js';
import type { ProviderOAuth } from '../../../src/providers/provider-oauth.js';
import type { ProviderRequests } from '../../../src/providers/provider-requests.js';
import { fakeDatasets } from './fake-datasets.js';
import { fakeReports } from './fake-reports.js';

export const FAKE = 'fakebooks';

/** All that differs from Sage: no countries, Basic authentication, ids that every API version shares. */
export const fakeDefinition: ProviderDefinition = {
  id: FAKE,
  key: FAKE,
  name: 'Fakebooks',
  sourceType: 'ACCOUNTING',
  developerPortalUrl: 'https://developer.fakebooks.example/',
  options: [
    {
      apiVersion: '1',
      inputField: 'fakebooks',
      label: 'Client ID and client secret',
      fields: [
        { name: 'clientId', label: 'Client ID', secret: false, required: true },
        { name: 'clientSecret', label: 'Client secret', secret: true, required: true },
      ],
    },
  ],
  countryChoice: 'NONE',
  regions: [],
  businessIds: 'STABLE',
  setupSteps: [
    {
      key: 'register-application',
      title: 'Register your application',
      instructions: 'At {developerPortalUrl}, with the callback URL {callbackUrl}.',
      doneWhen: 'CREDENTIALS_SAVED',
    },
    {
      key: 'enable',
      title: 'Enable the integration',
      instructions: 'Call enableIntegration.',
      doneWhen: 'ENABLED',
    },
  ],
  customerTexts: {
    defaultBusiness: 'Main organisation',
    failures: { CUSTOMER_CANCELLED: 'You pressed Cancel at Fakebooks, so nothing was linked.' },
  },
};

/** A small platform that exists in the tests alone. `origin`: where its loopback server is. */
export const createFakeFactory = (origin: string): ProviderFactory => ({
  definition: fakeDefinition,
  create: () => ({
    definition: fakeDefinition,
    oauth: fakeOAuth(origin),
    api: fakeApi(origin),
    requests: fakeRequests,
    datasets: fakeDatasets,
    reports: fakeReports,
  }),
});

function fakeOAuth(origin: string): ProviderOAuth {
  const authorize = new URL('/authorize', origin);
  const errors = standardCallbackErrors('Fakebooks');
  const readError = (parameters: URLSearchParams) => refusalFor(errors, parameters.get('error') ?? '');
  return {
    clientAuthentication: 'client_secret_basic',
    signInOrigins: [origin],
    whyNotUsable: () => null,
    endpoints: () => ({
      authorize,
      token: new URL('/token', origin),
      revoke: new URL('/revoke', origin),
      origins: [origin],
    }),
    authorizationUrl({ clientId }, { redirectUri, state, codeChallenge }) {
      const url = new URL(authorize);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'organisations offline_access',
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
      }).toString();
      return url;
    },
    readCallback(parameters) {
      const code = readCode(parameters, { issuers: [origin], readError });
      return code instanceof Secret ? { kind: 'code', code, countryCode: null } : code;
    },
    readGrant: ({ user_id: id }) => ({
      platformUserId: typeof id === 'string' && /^[\w-]+$/.test(id) ? id : null,
      refreshTokenSeconds: null,
    }),
    lifetimes: () => ({
      accessTokenSeconds: 1800,
      refreshTokenSeconds: 60 * 86_400,
      keepAliveSeconds: [20 * 86_400, 30 * 86_400],
    }),
  };
}

interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly main: boolean;
}

const headers: ProviderApi['headers'] = ({ accessToken, businessId }) => [
  { name: 'Authorization', value: new Secret(`Bearer ${accessToken.reveal()}`) },
  ...(businessId === null ? [] : [{ name: 'X-Organisation', value: new Secret(businessId) }]),
];

const plainHeaders = (access: PlatformAccess) =>
  Object.fromEntries(headers(access).map(({ name, value }) => [name, value.reveal()]));

const fakeRequests: ProviderRequests = {
  whyNotAllowed: ({ segments: [first] }) => (first === 'organisations' ? 'The path is not passed on.' : null),
  headers: plainHeaders,
  secrets: () => [],
  signsBodies: () => false,
  isTokenRefused: () => true,
  businessOf: () => undefined,
  requestIdOf: () => undefined,
  withRepeatId: () => undefined,
};

function fakeApi(origin: string): ProviderApi {
  async function read(access: PlatformAccess, path: string): Promise<PlatformAnswer<unknown>> {
    const url = new URL(path, origin);
    const answer = await getJson(url, { origins: [origin], headers: plainHeaders(access) });
    if (answer.kind === 'answered' && answer.status === 200 && answer.json !== undefined)
      return { kind: 'ok', value: answer.json };
    if (answer.kind === 'answered' && answer.status === 401) return { kind: 'unauthorized' };
    return {
      kind: 'unavailable',
      retryAfterSeconds: answer.kind === 'answered' ? answer.retryAfterSeconds : null,
      why: answer.kind === 'answered' ? `status ${answer.status}` : answer.why,
    };
  }
  return {
    baseUrl: () => `${origin}/api`,
    headers,
    headerSecrets: () => [],
    async listBusinesses(access) {
      const answer = await read({ ...access, businessId: null }, '/api/organisations');
      if (answer.kind !== 'ok') return answer;
      const organisations = (answer.value as { organisations?: readonly Organisation[] } | null)?.organisations;
      if (!Array.isArray(organisations)) return { kind: 'unavailable', retryAfterSeconds: null, why: 'no list' };
      const toBusiness = ({ id, name, country, main }: Organisation) => ({
        ...{ id, name },
        countryCode: country,
        isDefault: main,
      });
      return { kind: 'ok', value: organisations.map(toBusiness) };
    },
    async checkBusiness(access) {
      const answer = await read(access, '/api/accounts');
      return answer.kind === 'ok' ? { kind: 'ok', value: true } : answer;
    },
  };
}
