import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { isWrongInput } from './error-messages.ts';
import { Page } from './page.tsx';
import { QueryState } from './query-state.tsx';

interface NotShownProps {
  /** The kind of what the address names: "webhook endpoint". */
  readonly what: string;
  readonly eyebrow: ReactNode;
  readonly result: { readonly data?: object; readonly error?: CombinedError; readonly fetching: boolean };
  readonly onRetry: () => void;
  /** Why it may not be there. */
  readonly children: ReactNode;
}

/** The page of something that is not there, cannot be read, or is being read. */
export function NotShown({ what, eyebrow, result, onRetry, children }: NotShownProps) {
  // A malformed id in the address gets the same page as an unknown id.
  if (isWrongInput(result.error) || (result.data && result.error === undefined))
    return (
      <Page title={`There is no such ${what}`} eyebrow={eyebrow}>
        <p>{children}</p>
      </Page>
    );
  return (
    <Page title={what.charAt(0).toUpperCase() + what.slice(1)} eyebrow={eyebrow}>
      <QueryState what={`the ${what}`} result={result} onRetry={onRetry}>
        {() => null}
      </QueryState>
    </Page>
  );
}
