import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

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
}

/** A question with two answers. Escape and the cross mean the second; the focus goes back to where it came from. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, opened, children, confirm, onConfirm, cancel = 'Cancel', onClose, busy, danger } = props;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
      // A dialog's header is none of the page's.
      attributes={{ header: { role: 'presentation' } }}
    >
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
            data-autofocus={!danger || undefined}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
