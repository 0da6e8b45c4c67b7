import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface DialogProps {
  readonly title: ReactNode;
  /** Default: open while it is rendered. */
  readonly opened?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: 'md' | 'lg';
  /** False: a click outside does not close the dialog, because its content would be lost. */
  readonly closeOnClickOutside?: boolean;
}

/** A modal dialog. Escape and the close button close it, and the focus returns to the element that opened it. */
export function Dialog(props: DialogProps) {
  const { title, opened = true, onClose, children, size = 'md', closeOnClickOutside = true } = props;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      closeOnClickOutside={closeOnClickOutside}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
      // Without a role, the dialog's header would be a second banner landmark of the page.
      attributes={{ header: { role: 'presentation' } }}
    >
      {children}
    </Modal>
  );
}
