import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  readonly title: ReactNode;
  readonly opened: boolean;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly onConfirm: () => void;
  /** Default: "Cancel". */
  readonly cancel?: string;
  readonly onClose: () => void;
  readonly busy: boolean;
  /** The action cannot be undone: the button is red and does not get the focus. */
  readonly danger?: boolean;
  /** The action would be refused. The text says why, and the button is disabled. */
  readonly blocked?: boolean;
}

/** A question with two buttons. Escape and the close button mean "cancel". */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, opened, children, confirm, onConfirm, cancel = 'Cancel', onClose, busy, danger } = props;
  return (
    <Dialog title={title} opened={opened} onClose={onClose}>
      <Stack>
        <div>{children}</div>
        <Group justify="flex-end">
          {/* An accidental Enter must not start an action that cannot be undone. */}
          <Button variant="default" onClick={onClose} disabled={busy} data-autofocus={danger || undefined}>
            {cancel}
          </Button>
          <Button
            color={danger ? 'red.9' : undefined}
            onClick={onConfirm}
            loading={busy}
            disabled={props.blocked}
            data-autofocus={!danger || undefined}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
