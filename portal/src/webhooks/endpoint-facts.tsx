import { Button, Code, Title } from '@mantine/core';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import type { FullEndpoint } from './endpoint-view.tsx';
import { EndpointStatusTag } from './status-tags.tsx';
import type { WebhookActions } from './use-webhook-actions.ts';
import { kindsOf } from './webhook-labels.ts';

interface EndpointFactsProps {
  readonly endpoint: FullEndpoint;
  /** Undefined: the key may not change it. */
  readonly actions: WebhookActions | undefined;
}

/** Where events are sent, which, and whether; with the buttons that change that at once. */
export function EndpointFacts({ endpoint, actions }: EndpointFactsProps) {
  return (
    <section className="panel" aria-labelledby="endpoint">
      <Title order={2} size="h4" id="endpoint">
        Endpoint <EndpointStatusTag status={endpoint.status} />
      </Title>
      {endpoint.status === 'DISABLED' && (
        <p className="warning">
          {endpoint.disabledReason} It was disabled, and what waited was cancelled. Mend the receiver, enable the
          endpoint, and replay what failed.
        </p>
      )}
      {endpoint.status === 'PAUSED' && <p>Nothing is sent. Events wait, for as long as events are kept.</p>}
      <dl className="details">
        <div>
          <dt>URL</dt>
          <dd>
            <Code>
              <Name>{endpoint.url}</Name>
            </Code>
          </dd>
        </div>
        <div>
          <dt>Events</dt>
          <dd>{kindsOf(endpoint)}</dd>
        </div>
        <div>
          <dt>Created</dt>
          <dd>
            <Moment at={endpoint.createdAt} />
          </dd>
        </div>
      </dl>
      {actions && <Actions endpoint={endpoint} actions={actions} />}
    </section>
  );
}

const PAUSED = { title: 'The endpoint is paused', text: 'Events wait, and are sent when it is resumed.' };
const RESUMED = { title: 'The endpoint is active', text: 'What waited is sent now.' };
const ENABLED = {
  title: 'The endpoint is active',
  text: 'It gets what happens from now on. Replay what failed to send what it missed.',
};

function Actions({ endpoint: { id, status }, actions }: { endpoint: FullEndpoint; actions: WebhookActions }) {
  const { isBusy, setStatus, sendTest } = actions;
  return (
    <div className="actions">
      {status === 'ENABLED' && (
        <>
          <Button disabled={isBusy} onClick={() => sendTest(id)}>
            Send a test event
          </Button>
          <Button variant="default" disabled={isBusy} onClick={() => setStatus(id, 'PAUSED', PAUSED)}>
            Pause
          </Button>
        </>
      )}
      {status === 'PAUSED' && (
        <Button disabled={isBusy} onClick={() => setStatus(id, 'ENABLED', RESUMED)}>
          Resume
        </Button>
      )}
      {status === 'DISABLED' && (
        <Button disabled={isBusy} onClick={() => setStatus(id, 'ENABLED', ENABLED)}>
          Enable
        </Button>
      )}
    </div>
  );
}
