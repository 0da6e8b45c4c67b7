import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface DialogProps {
  readonly title: string;
  /** Left out: it is there as long as it is rendered. */
  readonly opened?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: 'md' | 'lg';
  /** False: a click beside it does not close it, because something in it would be lost. */
  readonly closeOnClickOutside?: boolean;
}

/** Escape and the cross close it; the focus goes back to where it came from. */
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
      // A dialog's header is none of the page's.
      attributes={{ header: { role: 'presentation' } }}
    >
      {children}
    </Modal>
  );
}
