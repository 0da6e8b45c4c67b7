import { Alert, Button, Code } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { CopyButton } from './copy-button.tsx';

interface ShownOnceProps {
  readonly title: string;
  /** The secret's name: "the API key". */
  readonly what: string;
  readonly secret: string;
  /** What else there is to know about it. */
  readonly children?: ReactNode;
  readonly onClose: () => void;
}

/** Shows a new secret. The API returns it only in the answer that created it. */
export function ShownOnce({ title, what, secret, children, onClose }: ShownOnceProps) {
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => alert.current?.focus(), []);
  return (
    <Alert ref={alert} tabIndex={-1} role="status" color="brand" title={title}>
      <p>Copy it now. It is shown only once and cannot be shown again.</p>
      <div className="copyable">
        <Code>{secret}</Code>
        <CopyButton what={what} text={secret} />
      </div>
      {children}
      <div className="alert-actions">
        <Button variant="default" size="xs" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </Alert>
  );
}
