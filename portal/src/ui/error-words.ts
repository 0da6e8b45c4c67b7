import type { CombinedError } from 'urql';
import type { Said } from './notice.tsx';

/** A call that was refused or never arrived. */
export function said({ networkError, graphQLErrors }: CombinedError): Said {
  if (networkError !== undefined && graphQLErrors.length === 0) {
    const text = 'Ledgerlink cannot be reached. Check your connection; saying it again is safe.';
    return { kind: 'refused', title: 'Nothing is known to have changed', text };
  }
  const [first] = graphQLErrors;
  const requestId = first?.extensions?.requestId;
  const more = requestId === undefined ? [] : [`Request ${String(requestId)}`];
  return { kind: 'refused', title: 'That did not work', text: first?.message, more };
}
