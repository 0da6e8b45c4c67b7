import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { read, wholeFrom } from './control-error.js';

const EventQuery = z.strictObject({
  after: wholeFrom(0, 0, Number.MAX_SAFE_INTEGER),
  limit: wholeFrom(1, 1_000, 10_000),
});

export function eventsControl(app: FastifyInstance, { events }: Sandbox): void {
  app.get('/events', async ({ query }) => {
    const { after, limit } = read(EventQuery, query);
    return events.page(after, limit);
  });
}
