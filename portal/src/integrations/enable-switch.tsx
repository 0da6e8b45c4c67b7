import { Switch } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import type { NoticeContent } from '../ui/notice.tsx';
import { type Switchable, useEnableIntegration } from './use-enable-integration.ts';

interface EnableSwitchProps {
  readonly integration: Switchable & { readonly enabled: boolean; readonly status: string };
  readonly mayChange: boolean;
  readonly onNotice: (notice: NoticeContent) => void;
  readonly reread: () => Promise<void>;
}

/** The switch in the list and on the settings page. It asks before disabling, because that affects customers. */
export function EnableSwitch({ integration, mayChange, onNotice, reread }: EnableSwitchProps) {
  const { setEnabled, busy } = useEnableIntegration(reread);
  const [isConfirming, setConfirming] = useState(false);
  const { name, enabled, status } = integration;
  const isDisabled = !mayChange || status === 'NOT_CONFIGURED';

  async function change(on: boolean) {
    onNotice(await setEnabled(integration, on));
    setConfirming(false);
  }
  return (
    <>
      <Switch
        checked={enabled}
        // Not disabled while busy, because a disabled switch would lose the focus.
        disabled={isDisabled}
        label={enabled ? 'Enabled' : 'Disabled'}
        aria-label={`${name}: ${enabled ? 'enabled' : 'disabled'}`}
        description={status === 'NOT_CONFIGURED' ? 'Save keys first' : undefined}
        onChange={() => {
          if (enabled) setConfirming(true);
          else if (!busy) change(true);
        }}
      />
      <ConfirmDialog
        title={`Disable ${name}?`}
        opened={isConfirming}
        confirm="Disable"
        onConfirm={() => change(false)}
        onClose={() => setConfirming(false)}
        busy={busy}
        danger
      >
        Until it is enabled again, no access token is issued, for the companies that are linked already too, and no
        company can be linked. Its keys and all links are kept.
      </ConfirmDialog>
    </>
  );
}
