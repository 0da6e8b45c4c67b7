import { useState } from 'react';
import { useMutation } from 'urql';
import {
  RetryDeliveryDocument,
  SendTestEventDocument,
  UpdateWebhookEndpointDocument,
  type WebhookEndpointStatus,
} from '../gql/graphql.ts';
import { outcomeNotice } from '../ui/error-messages.ts';
import type { NoticeContent } from '../ui/notice.tsx';

/** What is done at once, without a dialog. Each action shows its outcome as a notice. */
export function useWebhookActions(onDone: () => void) {
  const [notice, setNotice] = useState<NoticeContent>();
  const [updating, update] = useMutation(UpdateWebhookEndpointDocument);
  const [testing, sendTestEvent] = useMutation(SendTestEventDocument);
  const [retrying, retryDelivery] = useMutation(RetryDeliveryDocument);

  function finish(outcome: NoticeContent) {
    setNotice(outcome);
    onDone();
  }
  return {
    notice,
    closeNotice: () => setNotice(undefined),
    finish,
    isBusy: updating.fetching || testing.fetching || retrying.fetching,
    async setStatus(endpointId: string, status: WebhookEndpointStatus, success: Omit<NoticeContent, 'kind'>) {
      const answer = await update({ input: { endpointId, status } });
      finish(outcomeNotice(answer, answer.data?.updateWebhookEndpoint, { kind: 'success', ...success }));
    },
    async sendTest(endpointId: string) {
      const answer = await sendTestEvent({ input: { endpointId } });
      const title = 'A test event is on its way';
      const text = 'The log shows what your receiver answers.';
      finish(outcomeNotice(answer, answer.data?.sendTestEvent, { kind: 'success', title, text }));
    },
    async retry(deliveryId: string) {
      const answer = await retryDelivery({ input: { deliveryId } });
      const title = 'The event is sent again';
      const text = 'The log shows what your receiver answers. A paused endpoint gets it when it is resumed.';
      finish(outcomeNotice(answer, answer.data?.retryDelivery, { kind: 'success', title, text }));
    },
  };
}

export type WebhookActions = ReturnType<typeof useWebhookActions>;
