import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { ErrorAlert } from './error-alert.tsx';
import { isTemporary, statusOf, unreachableMessage } from './error-messages.ts';
import { useAutomaticRetry } from './use-automatic-retry.ts';

export function Loading({ what }: { what: string }) {
  return (
    <Stack role="status" gap="sm">
      <VisuallyHidden>Loading {what}…</VisuallyHidden>
      <Skeleton height={28} width="40%" />
      <Skeleton height={80} />
      <Skeleton height={80} />
    </Stack>
  );
}

export function QueryFailed({ error, onRetry }: { error: CombinedError; onRetry: () => void }) {
  useAutomaticRetry(onRetry, isTemporary(error));
  if (error.networkError) {
    return (
      <ErrorAlert title="Ledgerlink cannot be reached" onRetry={onRetry}>
        {unreachableMessage(statusOf(error))} This page tries again automatically.
      </ErrorAlert>
    );
  }
  const [first] = error.graphQLErrors;
  const requestId = first?.extensions?.requestId;
  return (
    <ErrorAlert title="That did not work" onRetry={onRetry}>
      {first?.message} {isTemporary(error) && 'This page tries again automatically.'}
      {requestId ? <span className="request-id">Request {String(requestId)}</span> : null}
    </ErrorAlert>
  );
}

interface QueryStateProps<Data> {
  readonly what: string;
  readonly result: { readonly data?: Data; readonly error?: CombinedError; readonly fetching: boolean };
  readonly onRetry: () => void;
  readonly children: (data: Data) => ReactNode;
}

/**
 * Renders a query's loading state, error or data. After a failed refetch the earlier data stays visible below the
 * error.
 */
export function QueryState<Data>({ what, result, onRetry, children }: QueryStateProps<Data>) {
  const { data, error } = result;
  if (error === undefined && data === undefined) return <Loading what={what} />;
  return (
    <>
      {error && <QueryFailed error={error} onRetry={onRetry} />}
      {data !== undefined && children(data)}
    </>
  );
}
