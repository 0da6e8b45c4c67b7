import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fakePage } from './fake-datasets.js';
import { FAKE_TRIAL_BALANCE } from './fake-reports.js';

export const FAKE_KEYS = { clientId: 'fake-client:1/2+3', clientSecret: 's%:&=+/secret' };

/** The organisations that every consent gives access to. */
export const ORGANISATIONS = [
  { id: 'org-b', name: 'Beech Books Ltd', country: 'NL', main: false },
  { id: 'org-a', name: 'Aspen Accounts Ltd', country: 'GB', main: true },
  { id: 'org-c', name: 'Cork Crafts Ltd', country: 'US', main: false },
];

interface Consent {
  readonly user: string;
  refreshToken: string;
  accessTokens: string[];
}
interface Code {
  readonly user: string;
  readonly challenge: string;
  readonly redirectUri: string;
}
type Answer = readonly [status: number, body: object | string];

/** What a token call looked like, for a test to see how the client authenticated. */
export interface TokenCall {
  readonly path: string;
  readonly grantType: string | null;
  readonly authorization: 'basic' | 'none';
  readonly secretInForm: boolean;
  readonly status: number;
}

/**
 * An OAuth server and an API on loopback. It accepts Basic authentication alone, demands PKCE, rotates refresh tokens, and
 * gives each consent access to three organisations.
 */
export class FakeServer {
  readonly calls: TokenCall[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #codes = new Map<string, Code>();
  #consents: Consent[] = [];

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** How many consents are alive. */
  get consents(): number {
    return this.#consents.length;
  }

  /** Every access token ends; refresh tokens go on. */
  expireAccessTokens(): void {
    for (const consent of this.#consents) consent.accessTokens = [];
  }

  /** The sign-in page without a browser: answers where it sends the browser back to. */
  signIn(url: URL, decision: 'allow' | 'deny', user = 'user-1'): URL {
    const { searchParams: asked, pathname } = url;
    const challenge = asked.get('code_challenge') ?? '';
    const sound =
      pathname === '/authorize' &&
      asked.get('response_type') === 'code' &&
      asked.get('client_id') === FAKE_KEYS.clientId &&
      asked.get('scope') === 'organisations offline_access' &&
      asked.get('code_challenge_method') === 'S256' &&
      /^[\w-]{43}$/.test(challenge);
    if (!sound) throw new Error(`not an authorization request of ours: ${url.search}`);
    const redirectUri = asked.get('redirect_uri') ?? '';
    const back = new URL(redirectUri);
    back.searchParams.set('state', asked.get('state') ?? '');
    if (decision === 'deny') back.searchParams.set('error', 'access_denied');
    else back.searchParams.set('code', this.#newCode({ user, challenge, redirectUri }));
    return back;
  }

  #newCode(code: Code): string {
    const text = randomBytes(12).toString('base64url');
    this.#codes.set(text, code);
    return text;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
    const oauth = pathname === '/token' || pathname === '/revoke';
    const [status, json] = oauth ? this.#oauth(pathname, request, body) : this.#api(pathname, request, searchParams);
    const challenge = oauth && status === 401 ? { 'www-authenticate': 'Basic realm="fake"' } : {};
    response.writeHead(status, { 'content-type': 'application/json', ...challenge });
    response.end(typeof json === 'string' ? json : JSON.stringify(json));
  }

  #oauth(path: string, { headers }: IncomingMessage, body: string): Answer {
    const form = new URLSearchParams(body);
    const answer = this.#isClient(headers.authorization)
      ? this.#forClient(path, form)
      : ([401, { error: 'invalid_client' }] as const);
    this.calls.push({
      path,
      grantType: form.get('grant_type'),
      authorization: headers.authorization?.startsWith('Basic ') ? 'basic' : 'none',
      secretInForm: form.has('client_secret'),
      status: answer[0],
    });
    return answer;
  }

  /** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
  #isClient(authorization = ''): boolean {
    const [id = '', secret = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
      .map((part) => new URLSearchParams(`part=${part}`).get('part') ?? '');
    return id === FAKE_KEYS.clientId && secret === FAKE_KEYS.clientSecret;
  }

  #forClient(path: string, form: URLSearchParams): Answer {
    const refused = [400, { error: 'invalid_grant' }] as const;
    if (path === '/revoke') {
      this.#consents = this.#consents.filter(({ refreshToken }) => refreshToken !== form.get('token'));
      return [200, {}];
    }
    if (form.get('grant_type') === 'refresh_token') {
      const consent = this.#consents.find(({ refreshToken }) => refreshToken === form.get('refresh_token'));
      return consent === undefined ? refused : [200, this.#newTokens(consent)];
    }
    const text = form.get('code') ?? '';
    const code = this.#codes.get(text);
    this.#codes.delete(text);
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code?.challenge !== verifier || code.redirectUri !== form.get('redirect_uri')) return refused;
    const consent: Consent = { user: code.user, refreshToken: '', accessTokens: [] };
    this.#consents.push(consent);
    return [200, this.#newTokens(consent)];
  }

  #newTokens(consent: Consent): object {
    const [access, refresh] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
    consent.accessTokens.push(access);
    consent.refreshToken = refresh;
    return {
      access_token: access,
      token_type: 'Bearer',
      expires_in: 1800,
      refresh_token: refresh,
      scope: 'organisations offline_access',
      user_id: consent.user,
    };
  }

  #api(path: string, { headers }: IncomingMessage, query: URLSearchParams): Answer {
    const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (!this.#consents.some(({ accessTokens }) => accessTokens.includes(token)))
      return [401, { message: 'unauthorized' }];
    if (path === '/api/organisations') return [200, { organisations: ORGANISATIONS }];
    const chosen = ORGANISATIONS.find(({ id }) => id === headers['x-organisation']);
    if (chosen && path === '/api/trial-balance') return [200, FAKE_TRIAL_BALANCE];
    const page = chosen && fakePage(path.replace('/api/', ''), query);
    if (page !== undefined) return [200, page];
    if (path !== '/api/accounts' || chosen === undefined) return [404, { message: 'not found' }];
    return [200, { organisation: chosen.name, accounts: [] }];
  }
}
