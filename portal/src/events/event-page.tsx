import '../webhooks/webhooks.css';
import { Anchor } from '@mantine/core';
import { useQuery } from 'urql';
import { Link, useParams } from 'wouter';
import { EventDocument } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { NotShown } from '../ui/not-shown.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryFailed } from '../ui/query-state.tsx';
import { useAutoRefetch } from '../ui/use-auto-refetch.ts';
import { useWebhookActions } from '../webhooks/use-webhook-actions.ts';
import { isDueSoon } from '../webhooks/webhook-labels.ts';
import { EVENTS } from './address.ts';
import { EventDeliveries } from './event-deliveries.tsx';
import { EventFacts } from './event-facts.tsx';
import { EVENT } from './event-labels.ts';

export function EventPage() {
  const { id = '' } = useParams<{ id: string }>();
  return <OneEvent key={id} id={id} />;
}

/** One event: what it says, and to which webhook endpoints it was sent. */
function OneEvent({ id }: { id: string }) {
  const [result, refetch] = useQuery({
    query: EventDocument,
    variables: { id, mayReadCompanies: useScope('COMPANIES_READ') },
  });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  const actions = useWebhookActions(reload);
  const mayChange = useScope('WEBHOOKS_WRITE');
  const node = result.data?.node;
  const event = node && 'payload' in node ? node : undefined;
  const isUnderWay = event?.deliveries.nodes.some((one) => one.endpoint.status === 'ENABLED' && isDueSoon(one));
  useAutoRefetch(reload, isUnderWay ?? false, { hasNoEvents: true });
  if (event)
    return (
      <Page title={EVENT[event.type]} eyebrow={<BackToEvents />}>
        {result.error && <QueryFailed error={result.error} onRetry={reload} />}
        <Notice notice={actions.notice} onClose={actions.closeNotice} />
        <EventFacts event={event} />
        <EventDeliveries deliveries={event.deliveries.nodes} actions={mayChange ? actions : undefined} />
      </Page>
    );
  return (
    <NotShown what="event" eyebrow={<BackToEvents />} result={result} onRetry={reload}>
      It was deleted because events are kept for a time only, or it is not in this workspace.
    </NotShown>
  );
}

const BackToEvents = () => (
  <Anchor component={Link} href={EVENTS}>
    Events
  </Anchor>
);
