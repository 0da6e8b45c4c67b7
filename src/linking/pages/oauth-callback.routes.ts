import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Browser } from '../../infra/http/browser-cookie.js';
import type { CallbackOutcome } from '../link-flow.outcomes.js';
import { texts } from './link-page.texts.js';
import type { LinkPageContext } from './link-page-context.js';
import { failureText, showStart } from './link-start.routes.js';
import { attemptRef } from './link-url.rules.js';

/** Where platforms send customers back to. Whatever is taken up goes on at a page without code and state. */
export function registerCallbackRoute(app: FastifyInstance, site: LinkPageContext): void {
  app.get('/oauth/callback', async (request, reply) => {
    const url = request.raw.url ?? '';
    const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
    const browser = site.cookie.read(request);
    const callerOf = (workspaceId: string) => site.customer(workspaceId, request.id);
    const outcome = await site.flow.callbacks.callback(new URLSearchParams(query), { browser, callerOf });
    return answer(site, reply, outcome, browser);
  });
}

async function answer(
  site: LinkPageContext,
  reply: FastifyReply,
  outcome: CallbackOutcome,
  browser: Browser | undefined,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'taken':
      await Promise.race([outcome.work, waited(site.requestMs)]);
      return reply.redirect(
        `${site.base}/link/in/${attemptRef(outcome.workspaceId, outcome.attemptId)}`,
        303,
      );
    case 'stateless': {
      const { view, reason, advice } = outcome;
      const problem = advice ?? failureText(view, reason);
      if (browser === undefined) return site.end(reply, 400, 'NO_STATE');
      return showStart(site, reply, view, { browser, action: `${site.addressOf(view)}/start`, problem });
    }
    case 'refused': {
      const { why, view } = outcome;
      const who = view.attempt.workspace_name;
      if (why === 'OTHER_BROWSER') return site.end(reply, 403, why);
      if (browser === undefined || why !== 'STATE_EXPIRED')
        return site.end(reply, STATUS[why], why === 'STATE_EXPIRED' ? 'NO_STATE' : why, { who });
      const place = { browser, action: `${site.addressOf(view)}/start`, problem: texts.reasons[why] };
      return showStart(site, reply, view, place);
    }
    default:
      return site.end(reply, 400, 'NO_STATE');
  }
}

const STATUS = { LINKED: 200, ENDED: 410, EXPIRED: 410, DISABLED: 409, STATE_EXPIRED: 400 } as const;

const waited = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms).unref());
