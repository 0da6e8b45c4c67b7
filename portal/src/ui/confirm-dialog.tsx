import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  readonly opened: boolean;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly onConfirm: () => void;
  /** Left out: "Cancel". */
  readonly cancel?: string;
  readonly onClose: () => void;
  readonly busy: boolean;
  /** What cannot be taken back is red. */
  readonly danger?: boolean;
  /** It would be refused: the question says why. */
  readonly blocked?: boolean;
}

/** A question with two answers. Escape and the cross mean the second. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, opened, children, confirm, onConfirm, cancel = 'Cancel', onClose, busy, danger } = props;
  return (
    <Dialog title={title} opened={opened} onClose={onClose}>
      <Stack>
        <div>{children}</div>
        <Group justify="flex-end">
          {/* Enter, pressed too early, must not do what cannot be taken back. */}
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
