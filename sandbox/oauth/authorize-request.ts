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
  /** Upper case; undefined: not chosen yet (v3.1), or the user's (v3.0). */
  readonly country: string | undefined;
  readonly challenge: Challenge | null;
  readonly locale: string;
}

/** `refused`: nowhere safe to send the browser back to. `error`: the browser takes the error to the application. */
export type ReadRequest =
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'error'; readonly location: string }
  | { readonly kind: 'ok'; readonly request: AuthorizeRequest };

const SCOPES = ['full_access', 'readonly'];

export function callback(redirectUri: string, params: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${new URLSearchParams(given)}`;
}

export function readAuthorizeRequest({ state }: Sandbox, query: Query): ReadRequest {
  const one = (name: string) => (typeof query[name] === 'string' ? (query[name] as string) : undefined);
  const client = state.clients.get(one('client_id') ?? '');
  if (client === undefined) return { kind: 'refused', why: 'There is no application with this client_id.' };
  const redirectUri = one('redirect_uri');
  if (redirectUri === undefined || !isRegistered(client, redirectUri))
    return {
      kind: 'refused',
      why: 'The redirect_uri is not one that is registered for this application, character for character.',
    };
  const error = whyNot(client, query);
  if (error !== undefined)
    return { kind: 'error', location: callback(redirectUri, { error, state: one('state') }) };
  const challenge = readChallenge(one('code_challenge'), one('code_challenge_method'));
  return {
    kind: 'ok',
    request: {
      client,
      redirectUri,
      scope: one('scope') ?? 'full_access',
      state: one('state'),
      country: client.apiVersion === '3.1' ? one('country')?.toUpperCase() : undefined,
      challenge: challenge === 'invalid' ? null : challenge,
      locale: one('locale') === 'en-CA' ? 'en-CA' : 'en-GB',
    },
  };
}

/** The OAuth error of a request whose client and redirect URI are right, in the order in which a server would look. */
function whyNot({ apiVersion }: Client, query: Query): string | undefined {
  if (Object.values(query).some((value) => Array.isArray(value))) return 'invalid_request';
  const { response_type, scope, country, filter, code_challenge, code_challenge_method } = query as Readonly<
    Record<string, string | undefined>
  >;
  if (response_type === undefined) return 'invalid_request';
  if (response_type !== 'code') return 'unsupported_response_type';
  // Without a sign of v3.1 Sage takes a request for one of v3.0, whose applications are others.
  const asked = filter === 'apiv3.1' || (apiVersion === '3.1' && country !== undefined) ? '3.1' : '3.0';
  if (asked !== apiVersion) return 'unauthorized_client';
  if (scope !== undefined && !SCOPES.includes(scope)) return 'invalid_scope';
  if (readChallenge(code_challenge, code_challenge_method) === 'invalid') return 'invalid_request';
  const offered = OFFERED_COUNTRIES.map((code) => code.toLowerCase());
  if (apiVersion === '3.1' && country !== undefined && !offered.includes(country)) return 'invalid_request';
  return undefined;
}
