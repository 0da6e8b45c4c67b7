import { Button } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { ApiKeysDocument } from '../gql/graphql.ts';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { ShownOnce } from '../ui/shown-once.tsx';
import type { ApiKey } from './api-key.ts';
import { ApiKeyTable } from './api-key-table.tsx';
import { CreateKeyForm } from './create-key-form.tsx';
import { RevokeKeyDialog } from './revoke-key-dialog.tsx';

export function ApiKeysPage() {
  const [result, refetch] = useQuery({ query: ApiKeysDocument });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  const [notice, setNotice] = useState<NoticeContent>();
  const [creating, setCreating] = useState(false);
  /** The new key. It is kept in this state only, so leaving the page discards it. */
  const [created, setCreated] = useState<string>();
  const [toRevoke, setToRevoke] = useState<ApiKey>();
  return (
    <Page
      title="API keys"
      lead="Programs and people sign in with API keys. A key allows what its scopes say, in this workspace only."
      aside={!creating && <Button onClick={() => setCreating(true)}>Create a key</Button>}
    >
      <Notice notice={notice} onClose={() => setNotice(undefined)} />
      {created && (
        <ShownOnce
          title="The key was created"
          what="the API key"
          secret={created}
          onClose={() => setCreated(undefined)}
        />
      )}
      {creating && (
        <CreateKeyForm
          onCancel={() => {
            setCreating(false);
            // The key may exist although its answer was lost, so read the list again.
            reload();
          }}
          onCreated={(key) => {
            setCreating(false);
            setNotice(undefined);
            setCreated(key);
          }}
        />
      )}
      <QueryState what="the API keys" result={result} onRetry={reload}>
        {({ apiKeys }) => <ApiKeyTable keys={apiKeys} onRevoke={setToRevoke} />}
      </QueryState>
      <RevokeKeyDialog apiKey={toRevoke} onClose={() => setToRevoke(undefined)} onNotice={setNotice} />
    </Page>
  );
}
