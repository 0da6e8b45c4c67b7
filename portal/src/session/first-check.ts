import type { Client } from 'urql';
import { createGraphqlClient } from '../app/graphql-client.ts';
import { ViewerDocument } from '../gql/graphql.ts';
import { isSignedIn } from './session-requests.ts';

let first: Promise<Client | undefined> | undefined;
let onSignedOut = (): void => undefined;

/**
 * Returns a client for the session of this browser, which is asking for the viewer already, or undefined if the user
 * is not signed in. Calls `onSignedOut` as `createGraphqlClient` does, once the session is known to be open.
 * @throws SessionRequestError as `isSignedIn` does
 */
export async function checkSession(onSignedOut: () => void): Promise<Client | undefined> {
  let isOpen = false;
  const client = createGraphqlClient(() => isOpen && onSignedOut());
  const askForViewer = () => client.query(ViewerDocument, {}).toPromise();
  // A browser that has sent the cookie of a session with the page is most likely signed in.
  const isLikely = document.documentElement.dataset.session === 'sent';
  if (isLikely) askForViewer();
  isOpen = await isSignedIn();
  if (!isOpen) return undefined;
  if (!isLikely) askForViewer();
  return client;
}

/** Starts to check the session before the portal is there to show it. A key in the address signs in instead. */
export function startFirstCheck(): void {
  if (location.hash.startsWith('#key=')) return;
  first = checkSession(() => onSignedOut());
  // A failure is shown where the check is taken.
  first.catch(() => undefined);
}

/** The check that was started first, once, and undefined afterwards. */
export function takeFirstCheck(expire: () => void): Promise<Client | undefined> | undefined {
  onSignedOut = expire;
  const taken = first;
  first = undefined;
  return taken;
}
