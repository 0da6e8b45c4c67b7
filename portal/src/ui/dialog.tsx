import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: 'md' | 'lg';
  /** False: a click beside it does not close it, because something in it would be lost. */
  readonly closeOnClickOutside?: boolean;
}

/** A dialog that is there as long as it is rendered. */
export function Dialog({ title, onClose, children, size = 'md', closeOnClickOutside = true }: DialogProps) {
  return (
    <Modal
      opened
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
