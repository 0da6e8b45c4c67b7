import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { integerBetween, parseInput } from './control-input.js';

const EventQuery = z.strictObject({
  after: integerBetween(0, 0, Number.MAX_SAFE_INTEGER),
  limit: integerBetween(1, 1_000, 10_000),
});

export function eventsControl(app: FastifyInstance, { events }: Sandbox): void {
  app.get('/events', async ({ query }) => {
    const { after, limit } = parseInput(EventQuery, query);
    return events.page(after, limit);
  });
}
