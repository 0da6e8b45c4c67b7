import { createContext, type ReactNode, useContext } from 'react';
import { useQuery } from 'urql';
import { type ApiScope, ViewerDocument, type ViewerQuery } from '../gql/graphql.ts';
import { ErrorAlert } from '../ui/error-alert.tsx';
import { Loading, QueryFailed } from '../ui/query-state.tsx';

type Viewer = ViewerQuery['viewer'];

const ViewerContext = createContext<Viewer | undefined>(undefined);

/** The workspace, key and scopes of the session. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === undefined) throw new Error('outside of ViewerProvider');
  return viewer;
}

export function ViewerProvider({ children }: { children: ReactNode }) {
  const [{ data, error }, refetch] = useQuery({ query: ViewerDocument, requestPolicy: 'cache-first' });
  if (data !== undefined) return <ViewerContext value={data.viewer}>{children}</ViewerContext>;
  if (error !== undefined)
    return <QueryFailed error={error} onRetry={() => refetch({ requestPolicy: 'network-only' })} />;
  return <Loading what="your workspace" />;
}

/** Whether the key of the session has a scope. Queries leave out what it may not see. */
export const useScope = (scope: ApiScope): boolean => useViewer().scopes.includes(scope);

/** Renders its children if the key has the scope, and otherwise names the missing scope. */
export function RequireScope({ scope, children }: { scope: ApiScope; children: ReactNode }) {
  if (useScope(scope)) return children;
  return (
    <ErrorAlert title="Your API key may not see this">
      It lacks the scope {scope}. Sign in with a key that has it.
    </ErrorAlert>
  );
}
