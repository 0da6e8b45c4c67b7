import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { createGraphqlClient } from '../app/graphql-client.ts';
import { takeKeyFromAddress } from './key-in-address.ts';
import { isSignedIn, SignInRefused, signIn, signOut } from './session-requests.ts';

type State =
  | { readonly is: 'asking' }
  | { readonly is: 'signed-out'; readonly notice?: string }
  | { readonly is: 'signed-in'; readonly since: number };

interface Session {
  readonly state: State;
  signIn(key: string): Promise<void>;
  signOut(): Promise<void>;
  /** The API does not know the session any more. */
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

/** Who is signed in; below it every query goes out with that session. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<State>({ is: 'asking' });

  const enter = useCallback(async (key: string) => {
    await signIn(key);
    setState({ is: 'signed-in', since: performance.now() });
  }, []);
  const leave = useCallback(async () => {
    await signOut();
    setState({ is: 'signed-out', notice: 'You are signed out.' });
  }, []);

  const expire = useCallback(() => setState({ is: 'signed-out', notice: ENDED }), []);

  useEffect(() => {
    const turnedAway = (error: unknown) => {
      if (!(error instanceof SignInRefused)) throw error;
      setState({ is: 'signed-out', notice: error.message });
    };
    const look = async () => {
      const signedIn = await isSignedIn();
      removeEventListener('online', lookAgain);
      const found: State = signedIn ? { is: 'signed-in', since: performance.now() } : { is: 'signed-out' };
      // Somebody may have signed in with a key meanwhile.
      setState((now) => (now.is === 'signed-in' ? now : found));
    };
    /** As soon as there is a connection, while it could not be told who is signed in. */
    const lookAgain = () => look().catch(turnedAway);
    const key = takeKeyFromAddress();
    if (key !== undefined) enter(key).catch(turnedAway);
    else {
      addEventListener('online', lookAgain);
      lookAgain();
    }
    // The link opened again in this tab does not load the page again.
    const again = () => {
      const key = takeKeyFromAddress();
      if (key !== undefined) enter(key).catch(turnedAway);
    };
    addEventListener('hashchange', again);
    return () => {
      removeEventListener('hashchange', again);
      removeEventListener('online', lookAgain);
    };
  }, [enter]);

  const since = state.is === 'signed-in' ? state.since : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new session gets a new client, and an empty cache
  const client = useMemo(() => createGraphqlClient(expire), [since, expire]);
  const session = useMemo(
    () => ({ state, signIn: enter, signOut: leave, expire }),
    [state, enter, leave, expire],
  );
  return (
    <SessionContext value={session}>
      <Provider value={client}>{children}</Provider>
    </SessionContext>
  );
}
