import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import type { Said } from '../ui/notice.tsx';
import { type Switchable, useSwitch } from './use-switch.ts';

interface EnableDialogProps {
  /** As saving left it; undefined: closed. */
  readonly integration: Switchable | undefined;
  readonly name: string;
  readonly onClose: () => void;
  readonly onSaid: (said: Said) => void;
  readonly onMoved: () => void;
}

/** The question after saving: enable now, or later. */
export function EnableDialog({ integration, name, onClose, onSaid, onMoved }: EnableDialogProps) {
  const { turn, busy } = useSwitch(onMoved);
  async function enable() {
    if (integration === undefined) return;
    onSaid(await turn(integration, true));
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
      The keys were saved. Once the integration is enabled, companies can be linked. You can also enable it
      later, here or in the list of accounting integrations.
    </ConfirmDialog>
  );
}
