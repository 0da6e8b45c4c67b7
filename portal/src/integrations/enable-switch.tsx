import { Switch } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import type { Said } from '../ui/notice.tsx';
import { type Switchable, useSwitch } from './use-switch.ts';

interface EnableSwitchProps {
  readonly integration: Switchable & { readonly enabled: boolean; readonly status: string };
  readonly mayChange: boolean;
  readonly onSaid: (said: Said) => void;
  readonly onMoved: () => void;
}

/** The toggle of the list and the settings page. Turning off asks first, because customers would notice. */
export function EnableSwitch({ integration, mayChange, onSaid, onMoved }: EnableSwitchProps) {
  const { turn, busy } = useSwitch(onMoved);
  const [asking, setAsking] = useState(false);
  const { name, enabled, status } = integration;
  const cannot = !mayChange || status === 'NOT_CONFIGURED';

  async function change(on: boolean) {
    onSaid(await turn(integration, on));
    setAsking(false);
  }
  return (
    <>
      <Switch
        checked={enabled}
        // Busy, it stays: disabled, it would lose the focus.
        disabled={cannot}
        label={enabled ? 'Enabled' : 'Disabled'}
        aria-label={`${name}: ${enabled ? 'enabled' : 'disabled'}`}
        description={status === 'NOT_CONFIGURED' ? 'Save keys first' : undefined}
        onChange={() => {
          if (enabled) setAsking(true);
          else if (!busy) change(true);
        }}
      />
      <ConfirmDialog
        title={`Disable ${name}?`}
        opened={asking}
        confirm="Disable"
        onConfirm={() => change(false)}
        onClose={() => setAsking(false)}
        busy={busy}
        danger
      >
        No company can be linked until it is enabled again. Its keys are kept.
      </ConfirmDialog>
    </>
  );
}
