import type { EventType } from '../../src/events/event.rules.js';
import { eventStatements } from '../../src/events/outbox.repository.js';
import { newId } from '../../src/infra/ids/ids.js';
import type { TestDatabase } from './database.js';

interface EventFacts {
  readonly linkId?: string | null;
  readonly type?: EventType;
  readonly payload?: object;
  readonly at?: Date;
}

/** Writes events beside the API, as a change of another slice does, in one transaction. */
export async function insertEvents(
  { admin }: TestDatabase,
  workspaceId: string,
  count: number,
  { linkId = null, type = 'TEST', payload = {}, at = new Date() }: EventFacts = {},
): Promise<void> {
  const client = await admin.connect();
  const events = Array.from({ length: count }, () => ({
    ...{ id: newId(), type, linkId, payload: { ...payload } },
  }));
  await client.query('BEGIN');
  for (const { text, values } of eventStatements(workspaceId, events, at)) await client.query(text, [...values]);
  await client.query('COMMIT');
  client.release();
}
