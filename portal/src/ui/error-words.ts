import type { CombinedError } from 'urql';
import type { Said } from './notice.tsx';

/** Why no answer of ours came. `status`: what a proxy answered in our place; undefined: nobody answered. */
export const whyUnreached = (status: number | undefined): string =>
  status === undefined
    ? 'Ledgerlink cannot be reached. Check your connection.'
    : `What stands in front of Ledgerlink answered ${status}: Ledgerlink is down, or being started. Wait a moment.`;

/** `response` is typed `any` by the client; it is a Response, or missing. */
export const statusOf = ({ response }: CombinedError): number | undefined =>
  response instanceof Response ? response.status : undefined;

/** A call that was refused or never arrived; to do it again does no harm. */
export const said = (error: CombinedError): Said =>
  refused(error) ?? unknown(error, 'Doing it again is safe.');

/** The same of what makes a new thing each time. */
export const saidOfNew = (error: CombinedError, advice: string): Said =>
  refused(error) ?? { ...unknown(error, advice), title: 'It may have been created, or not' };

function refused({ networkError, graphQLErrors }: CombinedError): Said | undefined {
  if (networkError !== undefined && graphQLErrors.length === 0) return undefined;
  const [first] = graphQLErrors;
  const requestId = first?.extensions?.requestId;
  const more = requestId === undefined ? [] : [`Request ${String(requestId)}`];
  return { kind: 'refused', title: 'That did not work', text: first?.message, more };
}

const unknown = (error: CombinedError, advice: string): Said => ({
  kind: 'refused',
  title: 'It is not known whether that was done',
  text: `${whyUnreached(statusOf(error))} ${advice}`,
});
