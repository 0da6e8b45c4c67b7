import type { CombinedError } from 'urql';
import type { NoticeContent } from './notice.tsx';

/** Why Ledgerlink gave no answer. `status` is the answer of a proxy in front of it; undefined: there was no answer. */
export function unreachableMessage(status: number | undefined): string {
  if (status === undefined) return 'Ledgerlink cannot be reached. Check your connection.';
  return status >= 500
    ? `The proxy in front of Ledgerlink answered ${status}. Ledgerlink is down or starting. Wait a moment.`
    : `A proxy answered ${status} in place of Ledgerlink. Reload the page: the proxy may ask you to sign in.`;
}

/** Whether Ledgerlink refused a value. On a page that takes its values from the address, the address is wrong. */
export const isWrongInput = (error: CombinedError | undefined): boolean =>
  error?.graphQLErrors[0]?.extensions?.code === 'BAD_USER_INPUT';

/** Whether the same request may succeed later: there was no answer, or Ledgerlink says that a repeat is worthwhile. */
export const isTemporary = ({ networkError, graphQLErrors }: CombinedError): boolean =>
  networkError !== undefined || graphQLErrors.some(({ extensions }) => extensions?.retryable === true);

/** The HTTP status. urql types `response` as `any`; it is a Response or missing. */
export const statusOf = ({ response }: CombinedError): number | undefined =>
  response instanceof Response ? response.status : undefined;

/**
 * The notice for a failed mutation. `advice` says what a repeat does. Without it the repeat changes nothing if the first
 * request was carried out, so that it is safe.
 */
export const failureNotice = (error: CombinedError, advice = 'It is safe to try again.'): NoticeContent =>
  refusedNotice(error) ?? unknownOutcomeNotice(error, advice);

/** The notice for a failed mutation that creates a new object each time. `advice` says what to do before a retry. */
export const uncertainCreateNotice = (error: CombinedError, advice: string): NoticeContent =>
  refusedNotice(error) ?? {
    ...unknownOutcomeNotice(error, advice),
    title: 'It may have been created, or not',
  };

interface Answer {
  readonly error?: CombinedError;
}
/** The result of a mutation: a success, or a problem with a message. */
type Result = { readonly __typename: string; readonly message?: string } | undefined;

/** The notice for a mutation that has ended: `success`, or why nothing was changed. */
export function outcomeNotice<Success extends NoticeContent | undefined>(
  { error }: Answer,
  result: Result,
  success: Success,
): NoticeContent | Success {
  if (error) return failureNotice(error);
  const problem = result !== undefined && 'message' in result ? result.message : undefined;
  return problem === undefined ? success : { kind: 'error', title: 'That did not work', text: problem };
}

function refusedNotice({ networkError, graphQLErrors }: CombinedError): NoticeContent | undefined {
  if (networkError !== undefined && graphQLErrors.length === 0) return undefined;
  const [first] = graphQLErrors;
  const requestId = first?.extensions?.requestId;
  const details = requestId === undefined ? [] : [`Request ${String(requestId)}`];
  return { kind: 'error', title: 'That did not work', text: first?.message, details };
}

const unknownOutcomeNotice = (error: CombinedError, advice: string): NoticeContent => ({
  kind: 'error',
  title: 'It is not known whether the change was made',
  text: `${unreachableMessage(statusOf(error))} ${advice}`,
});
