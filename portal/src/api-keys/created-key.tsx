import { Alert, Button, Code } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';

/** Shows a new key. The API returns it only in the answer that created it. */
export function CreatedKey({ secret, onClose }: { secret: string; onClose: () => void }) {
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => alert.current?.focus(), []);
  return (
    <Alert ref={alert} tabIndex={-1} role="status" color="brand" title="The key was created">
      <p>Copy it now. It is shown only once and cannot be shown again.</p>
      <div className="copyable">
        <Code>{secret}</Code>
        <CopyButton what="the API key" text={secret} />
      </div>
      <div className="alert-actions">
        <Button variant="default" size="xs" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </Alert>
  );
}
