import 'graphiql/style.css';
import './playground.css';
import { useComputedColorScheme } from '@mantine/core';
import { GraphiQL } from 'graphiql';
import { useEffect, useMemo } from 'react';
import { useQuery } from 'urql';
import { GuidedIntegrationsDocument } from '../gql/graphql.ts';
import { useSession } from '../session/session.tsx';
import { useScope, useViewer } from '../session/viewer.tsx';
import { Loading, QueryState } from '../ui/query-state.tsx';
import { createGuide } from './guide.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { createFetcher } from './send-operation.ts';
import type { GuidedIntegration } from './setup-examples.ts';
import { useEditor } from './use-editor.ts';
import { startOwnWorkers } from './workers.ts';

startOwnWorkers();

/** The playground, with the set-up guide of the enabled or else the first integration in its tabs. */
export function PlaygroundPage() {
  const maySee = useScope('INTEGRATIONS_READ');
  const isEditorLoaded = useEditor();
  const [result, refetch] = useQuery({
    query: GuidedIntegrationsDocument,
    requestPolicy: 'cache-first',
    pause: !maySee,
  });
  useEffect(() => {
    document.title = 'Playground · Ledgerlink';
  }, []);
  return (
    <div className="playground">
      <h1 className="visually-hidden">Playground</h1>
      {!isEditorLoaded ? (
        <Loading what="the editor" />
      ) : maySee ? (
        <QueryState what="the integrations" result={result} onRetry={() => refetch({ requestPolicy: 'network-only' })}>
          {({ integrations }) => (
            <Playground integration={integrations.find(({ enabled }) => enabled) ?? integrations[0]} />
          )}
        </QueryState>
      ) : (
        <Playground integration={undefined} />
      )}
    </div>
  );
}

/** GraphiQL with the portal's session. It reads its tabs once, when it is first shown. */
function Playground({ integration }: { integration: GuidedIntegration | undefined }) {
  const { expire } = useSession();
  const { scopes } = useViewer();
  const scheme = useComputedColorScheme('light');
  const storage = useMemo(createMemoryStorage, []);
  const fetcher = useMemo(() => createFetcher(expire), [expire]);
  const tabs = useMemo(
    () =>
      createGuide(integration, scopes).map(({ operation, variables }) => ({
        query: operation,
        variables: JSON.stringify(variables, null, 2),
      })),
    [integration, scopes],
  );
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      defaultTabs={tabs.length > 0 ? tabs : undefined}
      defaultEditorToolsVisibility="variables"
      forcedTheme={scheme}
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
    />
  );
}
