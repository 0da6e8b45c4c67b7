import { Code } from '@mantine/core';
import { useMutation } from 'urql';
import { RevokeApiKeyDocument } from '../gql/graphql.ts';
import { useViewer } from '../session/viewer.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { failureNotice } from '../ui/error-messages.ts';
import { Name } from '../ui/name.tsx';
import type { NoticeContent } from '../ui/notice.tsx';
import type { ApiKey } from './api-key.ts';

interface RevokeKeyDialogProps {
  /** The key to revoke. Undefined: the dialog is closed. */
  readonly apiKey: ApiKey | undefined;
  readonly onClose: () => void;
  readonly onNotice: (notice: NoticeContent) => void;
}

export function RevokeKeyDialog({ apiKey, onClose, onNotice }: RevokeKeyDialogProps) {
  const [{ fetching }, revoke] = useMutation(RevokeApiKeyDocument);
  const isOwn = useViewer().apiKey?.id === apiKey?.id;

  const name = apiKey && <Name>{apiKey.name}</Name>;

  async function confirm() {
    if (apiKey === undefined) return;
    const { data, error } = await revoke({ input: { apiKeyId: apiKey.id } });
    onClose();
    const result = data?.revokeApiKey;
    if (error !== undefined || result === undefined) return error && onNotice(failureNotice(error));
    if (result.__typename !== 'RevokeApiKeySuccess')
      return onNotice({ kind: 'error', title: 'The key was not revoked', text: result.message });
    const text = 'It stops working within a second.';
    onNotice({ kind: 'success', title: <>{name} was revoked</>, text });
  }
  return (
    <ConfirmDialog
      title={<>Revoke {name}?</>}
      opened={apiKey !== undefined}
      confirm="Revoke the key"
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
    >
      <p>
        Programs that use <Code>ll_{apiKey?.prefix}</Code> lose access within a second. This cannot be undone.
      </p>
      {isOwn && <p>You are signed in with this key, so you will be signed out.</p>}
    </ConfirmDialog>
  );
}
