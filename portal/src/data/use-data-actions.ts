import { useState } from 'react';
import { useMutation } from 'urql';
import {
  CancelPullDocument,
  type Dataset,
  PullDatasetsDocument,
  type PullInterval,
  SetPullScheduleDocument,
} from '../gql/graphql.ts';
import { outcomeNotice } from '../ui/error-messages.ts';
import type { NoticeContent } from '../ui/notice.tsx';

/** What can be done with the data of a link. Each action shows a notice where that says more than the page. */
export function useDataActions(linkId: string, onDone: () => void) {
  const [notice, setNotice] = useState<NoticeContent>();
  const [pulling, pullDatasets] = useMutation(PullDatasetsDocument);
  const [cancelling, cancelPull] = useMutation(CancelPullDocument);
  const [scheduling, setPullSchedule] = useMutation(SetPullScheduleDocument);

  function finish(outcome: NoticeContent | undefined) {
    setNotice(outcome);
    onDone();
  }
  return {
    notice,
    closeNotice: () => setNotice(undefined),
    isBusy: pulling.fetching || cancelling.fetching || scheduling.fetching,
    async pull(datasets: readonly Dataset[] | null, full = false) {
      const answer = await pullDatasets({ input: { linkId, datasets: datasets && [...datasets], full } });
      finish(outcomeNotice(answer, answer.data?.pullDatasets, undefined));
    },
    async cancel(pullId: string) {
      const answer = await cancelPull({ input: { pullId } });
      finish(outcomeNotice(answer, answer.data?.cancelPull, undefined));
    },
    async schedule(datasets: readonly Dataset[] | null, interval: PullInterval) {
      const answer = await setPullSchedule({ input: { linkId, datasets: datasets && [...datasets], interval } });
      const set: NoticeContent = { kind: 'success', title: 'The schedule is set' };
      finish(outcomeNotice(answer, answer.data?.setPullSchedule, set));
    },
  };
}

export type DataActions = ReturnType<typeof useDataActions>;
