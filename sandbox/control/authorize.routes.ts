import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decide, lacksCountry } from '../oauth/authorize.routes.js';
import { readAuthorizeRequest } from '../oauth/authorize-request.js';
import type { Sandbox } from '../sandbox.js';
import { findUser } from '../world/users.js';
import { ControlError, found, read } from './control-error.js';

const Walk = z.strictObject({
  url: z.url('must be the URL that the browser is sent to'),
  user: z.string(),
  /** What the picker is answered with, when there is one. */
  country: z.string().optional(),
  decision: z.enum(['allow', 'deny']).default('allow'),
});

/** The pages without a browser: answers where they would have sent it. */
export function authorizeControl(app: FastifyInstance, sandbox: Sandbox): void {
  app.post('/authorize', async ({ body }) => {
    const { url, user: key, country, decision } = read(Walk, body);
    const user = found(findUser(key), 'user');
    const params = new URL(url).searchParams;
    const names = [...new Set(params.keys())];
    const sent = Object.fromEntries(names.map((name) => [name, onlyOrAll(params.getAll(name))]));
    const first = readAuthorizeRequest(sandbox, sent);
    const asksCountry = first.kind === 'ok' && lacksCountry(first.request) && country !== undefined;
    const outcome = asksCountry ? readAuthorizeRequest(sandbox, { ...sent, country }) : first;
    if (outcome.kind === 'refused') throw new ControlError(400, outcome.why);
    if (outcome.kind === 'error') return { location: outcome.location };
    if (lacksCountry(outcome.request)) throw new ControlError(400, 'The picker asks for a country.');
    return { location: await decide(sandbox, outcome.request, user, decision) };
  });
}

const onlyOrAll = (values: string[]): string | string[] | undefined =>
  values.length > 1 ? values : values[0];
