import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'graphql-sse';

export async function follow(url: string, key: string, saved: string, work: (event: Event) => void) {
  let cursor = saved;
  const client = createClient({
    url: `${url}/graphql`,
    headers: () => ({ authorization: `Bearer ${key}`, ...(cursor && { 'last-event-id': cursor }) }),
    retryAttempts: 1_000,
    retry: () => wait(500 + Math.random() * 1_000),
  });
  const query = 'subscription { events(after: "") { cursor number type payload } }';
  for await (const { data, errors } of client.iterate<{ events: Event }>({ query })) {
    if (errors) throw new Error(errors[0]?.message);
    if (!data) continue;
    work(data.events);
    cursor = data.events.cursor;
  }
}

interface Event {
  readonly cursor: string;
  readonly number: string;
  readonly type: string;
  readonly payload: unknown;
}
