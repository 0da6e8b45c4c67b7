import { useState } from 'react';
import { type CombinedError, useMutation } from 'urql';
import {
  CancelPullDocument,
  type Dataset,
  PullDatasetsDocument,
  type PullInterval,
  SetPullScheduleDocument,
} from '../gql/graphql.ts';
import { failureNotice } from '../ui/error-messages.ts';
import type { NoticeContent } from '../ui/notice.tsx';

interface Answer {
  readonly data?: object;
  readonly error?: CombinedError;
}
/** The result of a mutation: a success, or a problem with a message. */
type Result = { readonly __typename: string; readonly message?: string } | undefined;

/** What can be done with the data of a link. Each action shows a notice where that says more than the page. */
export function useDataActions(linkId: string, onDone: () => void) {
  const [notice, setNotice] = useState<NoticeContent>();
  const [pulling, pullDatasets] = useMutation(PullDatasetsDocument);
  const [cancelling, cancelPull] = useMutation(CancelPullDocument);
  const [scheduling, setPullSchedule] = useMutation(SetPullScheduleDocument);

  function finish({ error }: Answer, result: Result, success: NoticeContent | undefined) {
    const problem = result !== undefined && 'message' in result ? result.message : undefined;
    if (error) setNotice(failureNotice(error));
    else if (problem !== undefined) setNotice({ kind: 'error', title: 'That did not work', text: problem });
    else setNotice(success);
    onDone();
  }
  return {
    notice,
    closeNotice: () => setNotice(undefined),
    isBusy: pulling.fetching || cancelling.fetching || scheduling.fetching,
    async pull(datasets: readonly Dataset[] | null, full = false) {
      const answer = await pullDatasets({ input: { linkId, datasets: datasets && [...datasets], full } });
      finish(answer, answer.data?.pullDatasets, undefined);
    },
    async cancel(pullId: string) {
      const answer = await cancelPull({ input: { pullId } });
      finish(answer, answer.data?.cancelPull, undefined);
    },
    async schedule(datasets: readonly Dataset[] | null, interval: PullInterval) {
      const answer = await setPullSchedule({ input: { linkId, datasets: datasets && [...datasets], interval } });
      finish(answer, answer.data?.setPullSchedule, { kind: 'success', title: 'The schedule is set' });
    },
  };
}

export type DataActions = ReturnType<typeof useDataActions>;
