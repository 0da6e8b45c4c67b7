import { Button, Code } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DeliveryRowFragment } from '../gql/graphql.ts';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { DeliveryStatusTag } from './status-tags.tsx';
import type { WebhookActions } from './use-webhook-actions.ts';
import { outcomeOf } from './webhook-labels.ts';

interface DeliveryTableProps<Delivery> {
  readonly caption: string;
  /** The heading of the first column, which `subjectOf` fills: the event or the endpoint. */
  readonly subject: string;
  readonly deliveries: readonly Delivery[];
  readonly subjectOf: (delivery: Delivery) => ReactNode;
  /** Undefined: the key may not send again. */
  readonly actions: WebhookActions | undefined;
}

/** Deliveries with their attempts. On a narrow screen each row becomes a card. */
export function DeliveryTable<Delivery extends DeliveryRowFragment>(props: DeliveryTableProps<Delivery>) {
  const { caption, subject, deliveries, subjectOf, actions } = props;
  return (
    <table className="rows deliveries">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{subject}</th>
          <th scope="col">Status</th>
          <th scope="col">Attempts</th>
          {actions && (
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <tr key={delivery.id}>
            <th scope="row" id={`of-${delivery.id}`}>
              {subjectOf(delivery)}
            </th>
            <td>
              <DeliveryStatusTag status={delivery.status} />
              {delivery.nextAttemptAt && (
                <div className="quiet">
                  Next attempt <Moment at={delivery.nextAttemptAt} seconds />
                </div>
              )}
            </td>
            <td data-label="Attempts">
              <Attempts attempts={delivery.attempts} />
            </td>
            {actions && (
              <td>
                <Button
                  id={`replay-${delivery.id}`}
                  aria-labelledby={`replay-${delivery.id} of-${delivery.id}`}
                  variant="default"
                  size="xs"
                  disabled={actions.isBusy}
                  onClick={() => actions.retry(delivery.id)}
                >
                  Replay
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What came of each attempt, the oldest first. */
function Attempts({ attempts }: Pick<DeliveryRowFragment, 'attempts'>) {
  const last = attempts.at(-1);
  if (last === undefined) return 'None yet';
  return (
    <details className="attempts">
      <summary>
        {attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts, the last`}: {outcomeOf(last)}
      </summary>
      <ol>
        {attempts.map((attempt) => (
          <li key={attempt.at}>
            <Moment at={attempt.at} seconds /> <strong>{outcomeOf(attempt)}</strong>{' '}
            <span className="quiet">after {attempt.durationMs} ms</span>
            {attempt.answer && (
              <Code block>
                <Name>{attempt.answer}</Name>
              </Code>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
