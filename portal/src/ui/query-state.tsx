import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { statusOf, whyUnreached } from './error-words.ts';
import { Refusal } from './refusal.tsx';
import { useAskingAgain } from './use-asking-again.ts';

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
  useAskingAgain(onRetry, error.networkError !== undefined);
  if (error.networkError) {
    return (
      <Refusal title="Ledgerlink cannot be reached" onRetry={onRetry}>
        {whyUnreached(statusOf(error))} It is asked again by itself.
      </Refusal>
    );
  }
  const [first] = error.graphQLErrors;
  const requestId = first?.extensions?.requestId;
  return (
    <Refusal title="That did not work" onRetry={onRetry}>
      {first?.message}
      {requestId ? <span className="request-id">Request {String(requestId)}</span> : null}
    </Refusal>
  );
}

interface QueryStateProps<Data> {
  readonly what: string;
  readonly result: { readonly data?: Data; readonly error?: CombinedError; readonly fetching: boolean };
  readonly onRetry: () => void;
  readonly children: (data: Data) => ReactNode;
}

/** Loading, failed, or there; what was read before stays visible under the message of a failure. */
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
