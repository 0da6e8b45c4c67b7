import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAuthorization, lacksCountry } from '../oauth/authorize.routes.js';
import { readAuthorizeRequest } from '../oauth/authorize-request.js';
import type { Sandbox } from '../sandbox.js';
import { findUser } from '../world/users.js';
import { ControlError, orNotFound, parseInput } from './control-input.js';

const AuthorizeInput = z.strictObject({
  url: z.url('must be the URL to which the browser would be sent'),
  user: z.string(),
  /** The country to choose if the country page is shown. */
  country: z.string().optional(),
  decision: z.enum(['allow', 'deny']).default('allow'),
});

/** Goes through the authorization pages without a browser. Answers the URL to which they redirect. */
export function authorizeControl(app: FastifyInstance, sandbox: Sandbox): void {
  app.post('/authorize', async ({ body }) => {
    const { url, user: key, country, decision } = parseInput(AuthorizeInput, body);
    const user = orNotFound(findUser(key), 'user');
    const params = new URL(url).searchParams;
    const names = [...new Set(params.keys())];
    const query = Object.fromEntries(names.map((name) => [name, onlyOrAll(params.getAll(name))]));
    const first = readAuthorizeRequest(sandbox, query);
    const asksCountry = first.kind === 'ok' && lacksCountry(first.request) && country !== undefined;
    const outcome = asksCountry ? readAuthorizeRequest(sandbox, { ...query, country }) : first;
    if (outcome.kind === 'refused') throw new ControlError(400, outcome.reason);
    if (outcome.kind === 'error') return { location: outcome.location };
    if (lacksCountry(outcome.request)) throw new ControlError(400, 'The country page is shown: send `country`.');
    return { location: await decideAuthorization(sandbox, outcome.request, user, decision) };
  });
}

const onlyOrAll = (values: string[]): string | string[] | undefined => (values.length > 1 ? values : values[0]);
