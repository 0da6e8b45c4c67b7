import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import type { NoticeContent } from '../ui/notice.tsx';
import { type Switchable, useEnableIntegration } from './use-enable-integration.ts';

interface EnableDialogProps {
  /** The integration after saving. Undefined: the dialog is closed. */
  readonly integration: Switchable | undefined;
  readonly name: string;
  readonly onClose: () => void;
  readonly onNotice: (notice: NoticeContent) => void;
  readonly reread: () => Promise<void>;
}

/** Asks after saving whether to enable the integration now or later. */
export function EnableDialog({ integration, name, onClose, onNotice, reread }: EnableDialogProps) {
  const { setEnabled, busy } = useEnableIntegration(reread);
  async function enable() {
    if (integration === undefined) return;
    onNotice(await setEnabled(integration, true));
    onClose();
  }
  return (
    <ConfirmDialog
      title={`Enable ${name}`}
      opened={integration !== undefined}
      confirm="Enable now"
      onConfirm={enable}
      cancel="Enable later"
      onClose={onClose}
      busy={busy}
    >
      The keys were saved. Once the integration is enabled, companies can be linked. You can also enable it later, here
      or in the list of accounting integrations.
    </ConfirmDialog>
  );
}
