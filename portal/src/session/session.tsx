import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type Client, Provider } from 'urql';
import { BASE_PATH } from '../app/base-path.ts';
import { createGraphqlClient } from '../app/graphql-client.ts';
import { checkSession, takeFirstCheck } from './first-check.ts';
import { takeKeyFromAddress } from './key-in-address.ts';
import { SessionRequestError, signIn, signOut } from './session-requests.ts';

type State =
  | { readonly status: 'checking' }
  /** Whether the user is signed in cannot be found out at the moment. */
  | { readonly status: 'unavailable'; readonly message: string; readonly retry: () => void }
  | { readonly status: 'signed-out'; readonly notice?: string }
  | { readonly status: 'signed-in'; readonly client: Client };

interface Session {
  readonly state: State;
  signIn(key: string): Promise<void>;
  signOut(): Promise<void>;
  /** Shows the sign-in page because the API no longer accepts the session. */
  expire(): void;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('outside of SessionProvider');
  return session;
}

const ENDED =
  'Your session has ended: you signed out in another tab, twelve hours have passed, or the key was revoked. Sign in again.';

/** Tells the other tabs of this browser that their cookie is gone. Otherwise their stream would go on. */
const signOuts = new BroadcastChannel(`ledgerlink-sign-outs ${BASE_PATH}`);

/** Checks, starts and ends the session, and gives the pages below it a GraphQL client for that session. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<State>({ status: 'checking' });

  const expire = useCallback(() => setState({ status: 'signed-out', notice: ENDED }), []);
  const startSession = useCallback(
    async (key: string) => {
      await signIn(key);
      setState({ status: 'signed-in', client: createGraphqlClient(expire) });
    },
    [expire],
  );
  const endSession = useCallback(async () => {
    try {
      await signOut();
      signOuts.postMessage(null);
      setState({ status: 'signed-out', notice: 'You are signed out.' });
    } catch (error) {
      if (!(error instanceof SessionRequestError)) throw error;
      setState({
        status: 'unavailable',
        message: `You are not signed out yet. ${error.message}`,
        retry: () => endSession(),
      });
    }
  }, []);

  useEffect(() => {
    /** `retry` repeats what failed, with the same key if it was a sign-in. */
    const showFailure = (error: unknown, retry: () => void) => {
      if (!(error instanceof SessionRequestError)) throw error;
      const { message } = error;
      const failed: State = error.isTemporary
        ? { status: 'unavailable', message, retry }
        : { status: 'signed-out', notice: message };
      setState((current) => (current.status === 'signed-in' ? current : failed));
    };
    const findSession = async () => {
      const client = await (takeFirstCheck(expire) ?? checkSession(expire));
      const found: State = client ? { status: 'signed-in', client } : { status: 'signed-out' };
      // The user may have signed in with a key while the check was running.
      setState((current) => (current.status === 'signed-in' ? current : found));
    };
    const check = () => findSession().catch((error) => showFailure(error, check));
    const start = (key: string) => startSession(key).catch((error) => showFailure(error, () => start(key)));
    const key = takeKeyFromAddress();
    if (key === undefined) check();
    else start(key);
    // Opening the link again in this tab changes only the hash, so the browser does not load the page again.
    const signInWithKeyInAddress = () => {
      const key = takeKeyFromAddress();
      if (key !== undefined) start(key);
    };
    addEventListener('hashchange', signInWithKeyInAddress);
    return () => removeEventListener('hashchange', signInWithKeyInAddress);
  }, [startSession, expire]);

  useEffect(() => {
    const follow = () =>
      setState((current) => (current.status === 'signed-in' ? { status: 'signed-out', notice: ENDED } : current));
    signOuts.addEventListener('message', follow);
    return () => signOuts.removeEventListener('message', follow);
  }, []);

  const session = useMemo(
    () => ({ state, signIn: startSession, signOut: endSession, expire }),
    [state, startSession, endSession, expire],
  );
  return (
    <SessionContext value={session}>
      {state.status === 'signed-in' ? <Provider value={state.client}>{children}</Provider> : children}
    </SessionContext>
  );
}
