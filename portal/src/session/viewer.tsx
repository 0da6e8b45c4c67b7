import { createContext, type ReactNode, useContext } from 'react';
import { useQuery } from 'urql';
import { type ApiScope, ViewerDocument, type ViewerQuery } from '../gql/graphql.ts';
import { Loading, QueryFailed } from '../ui/query-state.tsx';
import { Refusal } from '../ui/refusal.tsx';

type Viewer = ViewerQuery['viewer'];

const ViewerContext = createContext<Viewer | undefined>(undefined);

/** Who is signed in: workspace, key, scopes. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === undefined) throw new Error('outside of ViewerProvider');
  return viewer;
}

export function ViewerProvider({ children }: { children: ReactNode }) {
  const [{ data, error }, ask] = useQuery({ query: ViewerDocument, requestPolicy: 'cache-first' });
  if (data !== undefined) return <ViewerContext value={data.viewer}>{children}</ViewerContext>;
  if (error !== undefined)
    return <QueryFailed error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
  return <Loading what="your workspace" />;
}

/** Shows what needs a scope to those who have it, and tells the others what is missing: asking would be refused. */
export function NeedsScope({ scope, children }: { scope: ApiScope; children: ReactNode }) {
  if (useViewer().scopes.includes(scope)) return children;
  return (
    <Refusal title="Your API key may not see this">
      It lacks the scope {scope}. Sign in with a key that has it.
    </Refusal>
  );
}
