import { Code } from '@mantine/core';
import { useMutation } from 'urql';
import { RevokeApiKeyDocument } from '../gql/graphql.ts';
import { useViewer } from '../session/viewer.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { said } from '../ui/error-words.ts';
import type { Said } from '../ui/notice.tsx';
import type { ApiKey } from './api-key-words.ts';

interface RevokeKeyDialogProps {
  /** Undefined: closed. */
  readonly apiKey: ApiKey | undefined;
  readonly onClose: () => void;
  readonly onSaid: (said: Said) => void;
}

export function RevokeKeyDialog({ apiKey, onClose, onSaid }: RevokeKeyDialogProps) {
  const [{ fetching }, revoke] = useMutation(RevokeApiKeyDocument);
  const isOwn = useViewer().apiKey?.id === apiKey?.id;

  async function confirm() {
    if (apiKey === undefined) return;
    const { data, error } = await revoke({ input: { apiKeyId: apiKey.id } });
    onClose();
    const result = data?.revokeApiKey;
    if (error !== undefined || result === undefined) return error && onSaid(said(error));
    if (result.__typename !== 'RevokeApiKeySuccess')
      return onSaid({ kind: 'refused', title: 'The key was not revoked', text: result.message });
    const text = 'Within a second nobody can use it any more.';
    onSaid({ kind: 'done', title: `${apiKey.name} was revoked`, text });
  }
  return (
    <ConfirmDialog
      title={`Revoke ${apiKey?.name ?? ''}?`}
      opened={apiKey !== undefined}
      confirm="Revoke the key"
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
    >
      <p>
        Whatever uses <Code>ll_{apiKey?.prefix}</Code> stops working within a second. This cannot be taken
        back.
      </p>
      {isOwn && <p>It is the key that you are signed in with: you will be signed out.</p>}
    </ConfirmDialog>
  );
}
