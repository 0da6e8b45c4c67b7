import { PORTAL_HEADERS } from '../app/graphql-client.ts';
import { whyUnreached } from '../ui/error-words.ts';

/** Why signing in did not work, in words for the person who tried. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

async function ask(method: string, body?: object): Promise<{ status: number; answer: Answer }> {
  const response = await fetch('/session', {
    method,
    cache: 'no-store',
    credentials: 'same-origin',
    headers: { ...PORTAL_HEADERS, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: await response.json().catch(() => ({})) };
}

interface Answer {
  readonly signedIn?: boolean;
  readonly errors?: readonly { readonly message: string }[];
}

/** Whether this browser is signed in. Throws SignInRefused when that cannot be told now. */
export async function isSignedIn(): Promise<boolean> {
  const { status, answer } = await ask('GET').catch(() => refuse(whyUnreached(undefined)));
  return status === 200
    ? answer.signedIn === true
    : refuse(answer.errors?.[0]?.message ?? whyUnreached(status));
}

export async function signIn(key: string): Promise<void> {
  const { status, answer } = await ask('POST', { key }).catch(() => refuse(whyUnreached(undefined)));
  if (status === 401) refuse('This API key is not valid: mistyped, revoked or past its end.');
  if (status !== 200) refuse(answer.errors?.[0]?.message ?? whyUnreached(status));
}

export async function signOut(): Promise<void> {
  await ask('DELETE').catch(() => refuse(whyUnreached(undefined)));
}

function refuse(message: string): never {
  throw new SignInRefused(message);
}
