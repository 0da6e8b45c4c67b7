import { BASE_PATH } from '../app/base-path.ts';
import { PORTAL_HEADERS } from '../app/portal-headers.ts';
import { unreachableMessage } from '../ui/error-messages.ts';

/** A sign-in, sign-out or session check failed. The message is for the user. */
export class SessionRequestError extends Error {
  override readonly name = 'SessionRequestError';

  constructor(
    message: string,
    /** Whether the same request may succeed later, without a change by the user. */
    readonly isTemporary: boolean,
  ) {
    super(message);
  }
}

async function requestSession(method: string, body?: object): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${BASE_PATH}/session`, {
    method,
    cache: 'no-store',
    credentials: 'same-origin',
    headers: { ...PORTAL_HEADERS, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: (await response.json().catch(() => undefined)) ?? {} };
}

interface Answer {
  readonly signedIn?: boolean;
  readonly errors?: readonly { readonly message: string }[];
}

/**
 * Returns whether this browser is signed in.
 * @throws SessionRequestError when Ledgerlink cannot be reached or does not answer as expected
 */
export async function isSignedIn(): Promise<boolean> {
  const { status, answer } = await requestSession('GET').catch(() => fail(undefined));
  if (status === 200 && typeof answer.signedIn === 'boolean') return answer.signedIn;
  return fail(status, answer);
}

export async function signIn(key: string): Promise<void> {
  const { status, answer } = await requestSession('POST', { key }).catch(() => fail(undefined));
  if (status === 401)
    throw new SessionRequestError('This API key is not valid. It is mistyped, revoked or expired.', false);
  if (status !== 200 || answer.signedIn !== true) fail(status, answer);
}

/** @throws SessionRequestError when the browser may still be signed in */
export async function signOut(): Promise<void> {
  const { status, answer } = await requestSession('DELETE').catch(() => fail(undefined));
  if (status !== 200 || answer.signedIn !== false) fail(status, answer);
}

/** `status` is undefined when there was no answer; 200 is the answer of a proxy, such as a sign-in page of its own. */
function fail(status: number | undefined, answer: Answer = {}): never {
  const message = answer.errors?.[0]?.message ?? unreachableMessage(status);
  throw new SessionRequestError(message, status === undefined || status < 300 || status >= 500 || status === 429);
}
