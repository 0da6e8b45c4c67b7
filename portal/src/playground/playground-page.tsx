import 'graphiql/style.css';
import './playground.css';
import { useComputedColorScheme } from '@mantine/core';
import { GraphiQL } from 'graphiql';
import { useEffect, useMemo } from 'react';
import { useSession } from '../session/session.tsx';
import { createMemoryStorage } from './memory-storage.ts';
import { examples } from './sage.examples.ts';
import { sendOperation } from './send-operation.ts';
import { startOwnWorkers } from './workers.ts';

startOwnWorkers();

const tabs = examples.map(({ operation, variables }) => ({
  query: operation,
  variables: JSON.stringify(variables, null, 2),
}));

/** GraphiQL with the portal's session, and the set-up guide in its tabs. */
export function PlaygroundPage() {
  const { expire } = useSession();
  const scheme = useComputedColorScheme('light');
  const storage = useMemo(createMemoryStorage, []);
  useEffect(() => {
    document.title = 'Playground · Ledgerlink';
  }, []);
  return (
    <div className="playground">
      <h1 className="visually-hidden">Playground</h1>
      <GraphiQL
        fetcher={(operation, options) => sendOperation(operation, options?.headers, expire)}
        storage={storage}
        defaultTabs={tabs}
        defaultEditorToolsVisibility="variables"
        forcedTheme={scheme}
        shouldPersistHeaders={false}
        showPersistHeadersSettings={false}
      />
    </div>
  );
}
