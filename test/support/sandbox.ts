import { createHash } from 'node:crypto';
import { DEMO } from '../../sandbox/demo.js';

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field, and their shape is what is tested
export type Body = any;

export const CALLBACK = 'http://localhost:4000/oauth/callback';
export const VERIFIER = 'a-verifier-of-more-than-forty-three-characters-1';
export const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

export type Params = Readonly<Record<string, string>>;

/** An authorization request; v3.1 for GB unless said otherwise. `undefined` leaves a parameter out. */
export function authorizeUrl(origin: string, params: Readonly<Record<string, string | undefined>> = {}): string {
  const all = {
    response_type: 'code',
    client_id: DEMO.v31.clientId,
    redirect_uri: CALLBACK,
    filter: 'apiv3.1',
    country: 'gb',
    state: 'a state/with ünusual & characters',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    ...params,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${origin}/oauth2/auth/central?${new URLSearchParams(given)}`;
}

export const V30_PARAMS = { client_id: DEMO.v30.clientId, filter: undefined, country: undefined };

export interface Choice {
  readonly user: string;
  /** For the picker. */
  readonly country?: string;
  readonly decision?: 'allow' | 'deny';
}

const CHARACTERS: Params = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decode = (text = '') => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => CHARACTERS[name] ?? '');

/** Sends the page's form as a browser would: its hidden fields, and what is chosen. */
async function submit(page: Response, html: string, chosen: Params): Promise<Response> {
  const form = /<form method="(get|post)" action="([^"]*)">/.exec(html);
  if (form === null) throw new Error(`a page without a form: ${html}`);
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  const fields = new URLSearchParams();
  for (const [, name, value] of hidden) fields.set(decode(name), decode(value));
  for (const [name, value] of Object.entries(chosen)) fields.set(name, value);
  const action = new URL(decode(form[2]), page.url);
  if (form[1] === 'get') return fetch(`${action.origin}${action.pathname}?${fields}`, { redirect: 'manual' });
  return fetch(action, { method: 'POST', body: fields, redirect: 'manual' });
}

/** From page to page to the callback, whose URL it answers. */
export async function throughThePages(url: string, { user, country, decision = 'allow' }: Choice): Promise<URL> {
  let page = await fetch(url, { redirect: 'manual' });
  for (let step = 0; step < 4; step += 1) {
    const location = page.headers.get('location');
    if (location !== null) return new URL(location);
    const html = await page.text();
    if (html.includes('name="decision"')) page = await submit(page, html, { decision });
    else if (html.includes('name="country" value="gb" required'))
      page = await submit(page, html, { country: `${country}` });
    else page = await submit(page, html, { user });
  }
  throw new Error('the pages lead nowhere');
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export async function postForm(url: string, fields: Params): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? '' : JSON.parse(text), headers: response.headers };
}

export const KEYS_V31 = { client_id: DEMO.v31.clientId, client_secret: DEMO.v31.clientSecret };
export const KEYS_V30 = { client_id: DEMO.v30.clientId, client_secret: DEMO.v30.clientSecret };

/** One refresh of a v3.1 grant. */
export const refreshed = (origin: string, refreshToken: string, keys: Params = KEYS_V31) =>
  postForm(`${origin}/token`, { grant_type: 'refresh_token', refresh_token: refreshToken, ...keys });

export async function getJson(url: string, headers: Params): Promise<Answer> {
  const response = await fetch(url, { headers });
  return { status: response.status, body: await response.json(), headers: response.headers };
}
