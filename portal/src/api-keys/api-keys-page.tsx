import { Button } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { ApiKeysDocument } from '../gql/graphql.ts';
import { Notice, type Said } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { ApiKeyTable } from './api-key-table.tsx';
import type { ApiKey } from './api-key-words.ts';
import { CreateKeyForm } from './create-key-form.tsx';
import { CreatedKey } from './created-key.tsx';
import { RevokeKeyDialog } from './revoke-key-dialog.tsx';

export function ApiKeysPage() {
  const [result, ask] = useQuery({ query: ApiKeysDocument });
  const again = () => ask({ requestPolicy: 'network-only' });
  const [said, setSaid] = useState<Said>();
  const [creating, setCreating] = useState(false);
  /** Here and nowhere else: gone when the page is left. */
  const [created, setCreated] = useState<string>();
  const [toRevoke, setToRevoke] = useState<ApiKey>();
  return (
    <Page
      title="API keys"
      lead="What programs, and people here, sign in with. A key may do what its scopes say, in this workspace alone."
      aside={!creating && <Button onClick={() => setCreating(true)}>Create a key</Button>}
    >
      <Notice said={said} onClose={() => setSaid(undefined)} />
      {created && <CreatedKey secret={created} onClose={() => setCreated(undefined)} />}
      {creating && (
        <CreateKeyForm
          onCancel={() => {
            setCreating(false);
            // An answer may have been lost, and the key be there.
            again();
          }}
          onCreated={(key) => {
            setCreating(false);
            setSaid(undefined);
            setCreated(key);
          }}
        />
      )}
      <QueryState what="the API keys" result={result} onRetry={again}>
        {({ apiKeys }) => <ApiKeyTable keys={apiKeys} onRevoke={setToRevoke} />}
      </QueryState>
      <RevokeKeyDialog apiKey={toRevoke} onClose={() => setToRevoke(undefined)} onSaid={setSaid} />
    </Page>
  );
}
