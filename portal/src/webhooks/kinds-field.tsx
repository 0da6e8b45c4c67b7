import { Checkbox } from '@mantine/core';
import { EVENT, EVENT_TYPES, nameInWebhooks } from '../events/event-labels.ts';
import type { EventType } from '../gql/graphql.ts';

/** A test is sent to one endpoint, whichever kinds it takes. */
const KINDS = EVENT_TYPES.filter((type) => type !== 'TEST');

/** The kinds of events that an endpoint gets, as checkboxes named `types`. None stands for all. */
export function KindsField({ chosen }: { chosen: readonly EventType[] }) {
  return (
    <Checkbox.Group
      label="Events"
      description="Choose none to send all, also kinds that later versions add."
      defaultValue={[...chosen]}
    >
      <div className="kinds">
        {KINDS.map((type) => (
          <Checkbox key={type} name="types" value={type} label={EVENT[type]} title={nameInWebhooks(type)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
