import { newId, toGlobalId } from '../infra/ids/ids.js';
import type { EventType } from './event.rules.js';
import type { NewEvent } from './outbox.repository.js';

/** What each event about a link tells of it. */
export interface LinkFacts {
  /** A uuid. */
  readonly companyId: string;
  readonly integrationKey: string;
}

/** An event about a link, with what its payload tells beside the link. */
export const linkEvent = (
  type: EventType,
  linkId: string,
  { companyId, integrationKey }: LinkFacts,
  more: object,
): NewEvent => ({
  ...{ id: newId(), type, linkId },
  payload: {
    linkId: toGlobalId('CompanyLink', linkId),
    companyId: toGlobalId('Company', companyId),
    integrationKey,
    ...more,
  },
});
