import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Browser } from '../../infra/http/browser-cookie.js';
import type { CallbackOutcome } from '../link-flow.outcomes.js';
import { texts } from './link-page.texts.js';
import type { LinkPageContext } from './link-page-context.js';
import { failureText, showStart } from './link-start.routes.js';
import { attemptRef } from './link-url.rules.js';

/** The callback URL. It redirects to a page whose address contains neither the code nor the state. */
export function registerCallbackRoute(app: FastifyInstance, context: LinkPageContext): void {
  app.get('/oauth/callback', async (request, reply) => {
    const url = request.raw.url ?? '';
    const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
    const browser = context.cookie.read(request);
    const callerOf = (workspaceId: string) => context.customer(workspaceId, request.id);
    const outcome = await context.services.linkCallbacks.callback(new URLSearchParams(query), { browser, callerOf });
    return answer(context, reply, outcome, browser);
  });
}

async function answer(
  context: LinkPageContext,
  reply: FastifyReply,
  outcome: CallbackOutcome,
  browser: Browser | undefined,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'taken':
      await Promise.race([outcome.work, delay(context.requestMs)]);
      return reply.redirect(`${context.base}/link/in/${attemptRef(outcome.workspaceId, outcome.attemptId)}`, 303);
    case 'stateless': {
      const { view, reason, advice } = outcome;
      const problem = advice ?? failureText(view, reason);
      if (browser === undefined) return context.end(reply, 400, 'NO_STATE');
      return showStart(context, reply, view, {
        browser,
        action: `${context.addressOf(view)}/start`,
        problem,
      });
    }
    case 'refused': {
      const { why, view } = outcome;
      const who = view.attempt.workspace_name;
      if (why === 'OTHER_BROWSER') return context.end(reply, 403, why);
      if (browser === undefined || why !== 'STATE_EXPIRED')
        return context.end(reply, STATUS[why], why === 'STATE_EXPIRED' ? 'NO_STATE' : why, { who });
      const position = { browser, action: `${context.addressOf(view)}/start`, problem: texts.reasons[why] };
      return showStart(context, reply, view, position);
    }
    default:
      return context.end(reply, 400, 'NO_STATE');
  }
}

const STATUS = { LINKED: 200, ENDED: 410, EXPIRED: 410, DISABLED: 409, STATE_EXPIRED: 400 } as const;

const delay = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms).unref());
