import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';

interface RefusalProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onRetry?: () => void;
}

/** Something did not work: what, and what to do next. Read out at once. */
export function Refusal({ title, children, onRetry }: RefusalProps) {
  return (
    <Alert color="red" title={title} role="alert">
      {children}
      {onRetry && (
        <div className="alert-actions">
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </Alert>
  );
}
