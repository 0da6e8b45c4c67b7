import type { Sandbox } from '../sandbox.js';
import { type Client, isRegistered } from '../state/client.js';
import { OFFERED_COUNTRIES } from '../world/countries.js';
import { type Challenge, readChallenge } from './pkce.js';

export type Query = Readonly<Record<string, string | string[] | undefined>>;

export interface AuthorizeRequest {
  readonly client: Client;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string | undefined;
  /** In upper case. Undefined: not chosen yet (v3.1), or the user's country (v3.0). */
  readonly country: string | undefined;
  readonly challenge: Challenge | null;
  readonly locale: string;
}

/**
 * `refused`: there is no safe URL to redirect to. `error`: the browser is redirected to the application with an error.
 */
export type AuthorizeRequestResult =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'error'; readonly location: string }
  | { readonly kind: 'ok'; readonly request: AuthorizeRequest };

const SCOPES = ['full_access', 'readonly'];

export function callback(redirectUri: string, params: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${new URLSearchParams(given)}`;
}

export function readAuthorizeRequest({ state }: Sandbox, query: Query): AuthorizeRequestResult {
  const single = (name: string) => (typeof query[name] === 'string' ? (query[name] as string) : undefined);
  const client = state.clients.get(single('client_id') ?? '');
  if (client === undefined) return { kind: 'refused', reason: 'There is no application with this client_id.' };
  const redirectUri = single('redirect_uri');
  if (redirectUri === undefined || !isRegistered(client, redirectUri))
    return {
      kind: 'refused',
      reason: 'The redirect_uri is not registered for this application. It must match character for character.',
    };
  const error = authorizeError(client, query);
  if (error !== undefined) return { kind: 'error', location: callback(redirectUri, { error, state: single('state') }) };
  const challenge = readChallenge(single('code_challenge'), single('code_challenge_method'));
  return {
    kind: 'ok',
    request: {
      client,
      redirectUri,
      scope: single('scope') ?? 'full_access',
      state: single('state'),
      country: client.apiVersion === '3.1' ? single('country')?.toUpperCase() : undefined,
      challenge: challenge === 'invalid' ? null : challenge,
      locale: single('locale') === 'en-CA' ? 'en-CA' : 'en-GB',
    },
  };
}

/** The OAuth error of a request whose client and redirect URI are valid. Undefined: there is none. */
function authorizeError({ apiVersion }: Client, query: Query): string | undefined {
  if (Object.values(query).some((value) => Array.isArray(value))) return 'invalid_request';
  const { response_type, scope, country, filter, code_challenge, code_challenge_method } = query as Readonly<
    Record<string, string | undefined>
  >;
  if (response_type === undefined) return 'invalid_request';
  if (response_type !== 'code') return 'unsupported_response_type';
  // Sage treats a request without `filter=apiv3.1` or `country` as a v3.0 request, and v3.0 has other applications.
  const requestedVersion = filter === 'apiv3.1' || (apiVersion === '3.1' && country !== undefined) ? '3.1' : '3.0';
  if (requestedVersion !== apiVersion) return 'unauthorized_client';
  if (scope !== undefined && !SCOPES.includes(scope)) return 'invalid_scope';
  if (readChallenge(code_challenge, code_challenge_method) === 'invalid') return 'invalid_request';
  const offered = OFFERED_COUNTRIES.map((code) => code.toLowerCase());
  if (apiVersion === '3.1' && country !== undefined && !offered.includes(country)) return 'invalid_request';
  return undefined;
}
