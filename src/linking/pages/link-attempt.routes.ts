import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Browser } from '../../infra/http/browser-cookie.js';
import type { ChooseOutcome } from '../link.outcomes.js';
import type { LinkView } from '../link-flow.outcomes.js';
import { choosePage } from './choose.page.js';
import { texts } from './link-page.texts.js';
import type { LinkPageContext } from './link-page-context.js';
import { begin, type Form, failureText, showStart } from './link-start.routes.js';
import { parseAttemptRef } from './link-url.rules.js';
import { donePage, unansweredPage, workingPage } from './notice.page.js';

interface ByAttempt {
  Params: { attempt: string };
  Querystring: Record<string, string | undefined>;
}
type Request = FastifyRequest<ByAttempt>;

interface PageRequest {
  readonly request: Request;
  readonly reply: FastifyReply;
  readonly view: LinkView;
  readonly browser: Browser;
}

/** The pages of what is under way, for the browser that began it and no other. They hold no code and no state. */
export function registerAttemptRoutes(app: FastifyInstance, site: LinkPageContext): void {
  app.get<ByAttempt>('/link/in/:attempt', (request, reply) =>
    forBrowser(site, { request, reply }, async (here) => show(site, here)),
  );
  app.post<ByAttempt>('/link/in/:attempt/start', (request, reply) =>
    forBrowser(site, { request, reply }, (here) =>
      begin(site, { ...here, action: `${site.addressOf(here.view)}/start` }),
    ),
  );
  app.post<ByAttempt>('/link/in/:attempt/look', (request, reply) =>
    forForm(site, { request, reply }, async ({ view }) => {
      await site.flow.choices.list(
        site.customer(view.workspaceId, request.id, site.requestMs),
        view.attempt.id,
      );
      return reply.redirect(site.addressOf(view), 303);
    }),
  );
  app.post<ByAttempt>('/link/in/:attempt/choose', (request, reply) =>
    forForm(site, { request, reply }, (here) => choose(site, here)),
  );
  // A form that was sent and answered by a page lies at its own address: reloading that is looking again.
  for (const step of ['start', 'look', 'choose'])
    app.get<ByAttempt>(`/link/in/:attempt/${step}`, async (request, reply) =>
      reply.redirect(`${site.base}/link/in/${encodeURIComponent(request.params.attempt)}`, 303),
    );
}

async function forBrowser(
  site: LinkPageContext,
  { request, reply }: { request: Request; reply: FastifyReply },
  go: (here: PageRequest) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const ref = parseAttemptRef(request.params.attempt);
  const browser = site.cookie.read(request);
  if (ref === undefined) return site.end(reply, 404, 'UNKNOWN');
  if (browser === undefined) return site.end(reply, 403, 'OTHER_BROWSER');
  const caller = site.customer(ref.workspaceId, request.id, site.requestMs);
  const view = await site.flow.views.ofAttempt(caller, ref.attemptId, browser.hash);
  if (view === undefined) return site.end(reply, 403, 'OTHER_BROWSER');
  return go({ request, reply, view, browser });
}

/** As above, for a form that must be one of ours. */
function forForm(
  site: LinkPageContext,
  sent: { request: Request; reply: FastifyReply },
  go: (here: PageRequest) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  return forBrowser(site, sent, async (here) => {
    const { request, reply, view, browser } = here;
    const form = request.body as Form | undefined;
    if (browser.isCsrfToken(view.attempt.id, form?.get('csrf') ?? '')) return go(here);
    await site.flow.ends.recordRefusal(site.customer(view.workspaceId, request.id), view.attempt.link_id);
    return site.end(reply, 403, 'STALE_FORM', { who: view.attempt.workspace_name });
  });
}

async function choose(site: LinkPageContext, here: PageRequest): Promise<FastifyReply> {
  const { request, view } = here;
  const businessId = (request.body as Form).get('business');
  if (businessId === undefined)
    return showChoice(site, here, { status: 422, problem: texts.choose.notChosen });
  const caller = site.customer(view.workspaceId, request.id, site.requestMs);
  const outcome = await site.flow.choices.choose(caller, view.attempt, businessId);
  return answerChoice(site, here, outcome);
}

function answerChoice(
  site: LinkPageContext,
  here: PageRequest,
  outcome: ChooseOutcome,
): Promise<FastifyReply> | FastifyReply {
  const { reply, view } = here;
  switch (outcome.kind) {
    case 'ChooseBusinessSuccess': {
      const { status: link_status, status_reason: link_reason } = outcome.link;
      const attempt = { ...view.attempt, link_status, link_reason };
      return reply.redirect(site.backUrl({ ...view, attempt, why: 'LINKED' }) ?? site.addressOf(view), 303);
    }
    case 'SubscriptionInactive':
      return showChoice(site, here, { status: 409, problem: failureText(view, 'NO_ACTIVE_SUBSCRIPTION') });
    case 'BusinessNotAvailable':
      return showChoice(site, here, { status: 409, problem: texts.choose.notReached });
    case 'BusinessDiffers':
      return showChoice(site, here, { status: 409, problem: texts.reasons.DIFFERENT_BUSINESS });
    case 'PlatformUnavailable':
      return showChoice(site, here, { status: 503, problem: texts.choose.unavailable });
    default:
      return reply.redirect(site.addressOf(view), 303);
  }
}

/** How far it is. */
function show(site: LinkPageContext, here: PageRequest): FastifyReply {
  const { reply, view, browser } = here;
  const { attempt } = view;
  const address = site.addressOf(view);
  const page = { view, base: site.base, address, csrf: browser.csrfToken(attempt.id) };
  if (attempt.step === 'DONE') return site.send(reply, 200, donePage(view, site.base, site.backUrl(view)));
  const start = { browser, action: `${address}/start` };
  if (view.why !== undefined || attempt.step === 'CREATED') return showStart(site, reply, view, start);
  if (attempt.step === 'STARTED') {
    if (attempt.state_used) return site.send(reply, 200, workingPage(page));
    const problem = attempt.state_expired ? texts.reasons.STATE_EXPIRED : texts.reasons.NOT_FINISHED;
    return showStart(site, reply, view, { ...start, problem, status: 200 });
  }
  if (attempt.businesses === null) return site.send(reply, 200, unansweredPage(page));
  return showChoice(site, here, { status: 200 });
}

function showChoice(
  site: LinkPageContext,
  { request, reply, view, browser }: PageRequest,
  { status, problem }: { status: number; problem?: string },
): FastifyReply {
  if (view.why !== undefined || view.attempt.businesses === null)
    return reply.redirect(site.addressOf(view), 303);
  const { q = '', after } = request.query;
  const backUrl = problem === undefined ? undefined : site.backUrl(view);
  site.allowForm(reply, view);
  const page = choosePage({
    view,
    base: site.base,
    address: site.addressOf(view),
    csrf: browser.csrfToken(view.attempt.id),
    search: String(q).slice(0, 200),
    ...(typeof after === 'string' ? { after } : {}),
    ...(problem === undefined ? {} : { problem }),
    ...(backUrl === undefined ? {} : { backUrl }),
  });
  return site.send(reply, status, page);
}
