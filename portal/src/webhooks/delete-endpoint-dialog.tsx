import { useMutation } from 'urql';
import { DeleteWebhookEndpointDocument } from '../gql/graphql.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { failureNotice } from '../ui/error-messages.ts';
import { Name } from '../ui/name.tsx';
import type { NoticeContent } from '../ui/notice.tsx';
import type { FullEndpoint } from './endpoint-view.tsx';
import { nameOf } from './webhook-labels.ts';

interface DeleteEndpointDialogProps {
  readonly endpoint: FullEndpoint;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
  readonly onRefused: (notice: NoticeContent) => void;
}

export function DeleteEndpointDialog({ endpoint, opened, onClose, onDeleted, onRefused }: DeleteEndpointDialogProps) {
  const [{ fetching }, remove] = useMutation(DeleteWebhookEndpointDocument);

  async function confirm() {
    const { data, error } = await remove({ input: { endpointId: endpoint.id } });
    onClose();
    const result = data?.deleteWebhookEndpoint;
    if (error !== undefined || result === undefined)
      return error && onRefused(failureNotice(error, 'Try again. If there is no such endpoint then, it was deleted.'));
    if (result.__typename === 'DeleteWebhookEndpointSuccess') return onDeleted();
    onRefused({ kind: 'error', title: 'The endpoint was not deleted', text: result.message });
  }
  return (
    <ConfirmDialog
      title={
        <>
          Delete <Name>{nameOf(endpoint)}</Name>?
        </>
      }
      opened={opened}
      confirm="Delete the endpoint"
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
    >
      <p>Nothing is sent to it any more. Its secrets and its log are deleted, too. This cannot be undone.</p>
    </ConfirmDialog>
  );
}
