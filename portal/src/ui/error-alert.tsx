import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';

interface ErrorAlertProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onRetry?: () => void;
}

/** An error with an optional retry button. Screen readers announce it immediately. */
export function ErrorAlert({ title, children, onRetry }: ErrorAlertProps) {
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
