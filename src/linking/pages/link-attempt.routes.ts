import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Browser } from '../../infra/http/browser-cookie.js';
import type { ChooseOutcome } from '../link.outcomes.js';
import type { LinkView } from '../link-flow.outcomes.js';
import { choosePage } from './choose.page.js';
import { texts } from './link-page.texts.js';
import type { LinkPageContext } from './link-page-context.js';
import { type Form, failureText, showStart, submitStart } from './link-start.routes.js';
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

/** The pages of an open attempt, only for the browser that started it. Their addresses contain no code and no state. */
export function registerAttemptRoutes(app: FastifyInstance, context: LinkPageContext): void {
  app.get<ByAttempt>('/link/in/:attempt', (request, reply) =>
    forBrowser(context, { request, reply }, async (pageRequest) => show(context, pageRequest)),
  );
  app.post<ByAttempt>('/link/in/:attempt/start', (request, reply) =>
    forBrowser(context, { request, reply }, (pageRequest) =>
      submitStart(context, { ...pageRequest, action: `${context.addressOf(pageRequest.view)}/start` }),
    ),
  );
  app.post<ByAttempt>('/link/in/:attempt/look', (request, reply) =>
    forForm(context, { request, reply }, async ({ view }) => {
      await context.services.businessChoices.list(
        context.customer(view.workspaceId, request.id, context.requestMs),
        view.attempt.id,
      );
      return reply.redirect(context.addressOf(view), 303);
    }),
  );
  app.post<ByAttempt>('/link/in/:attempt/choose', (request, reply) =>
    forForm(context, { request, reply }, (pageRequest) => choose(context, pageRequest)),
  );
  // A form that was answered by a page leaves the browser at the form's address. Reloading it shows the attempt again.
  for (const step of ['start', 'look', 'choose'])
    app.get<ByAttempt>(`/link/in/:attempt/${step}`, async (request, reply) =>
      reply.redirect(`${context.base}/link/in/${encodeURIComponent(request.params.attempt)}`, 303),
    );
}

async function forBrowser(
  context: LinkPageContext,
  { request, reply }: { request: Request; reply: FastifyReply },
  handle: (pageRequest: PageRequest) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const ref = parseAttemptRef(request.params.attempt);
  const browser = context.cookie.read(request);
  if (ref === undefined) return context.end(reply, 404, 'UNKNOWN');
  if (browser === undefined) return context.end(reply, 403, 'OTHER_BROWSER');
  const caller = context.customer(ref.workspaceId, request.id, context.requestMs);
  const view = await context.services.linkViews.ofAttempt(caller, ref.attemptId, browser.hash);
  if (view === undefined) return context.end(reply, 403, 'OTHER_BROWSER');
  return handle({ request, reply, view, browser });
}

/** Like `forBrowser`, and also checks the form's CSRF token. */
function forForm(
  context: LinkPageContext,
  sent: { request: Request; reply: FastifyReply },
  handle: (pageRequest: PageRequest) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  return forBrowser(context, sent, async (pageRequest) => {
    const { request, reply, view, browser } = pageRequest;
    const form = request.body as Form | undefined;
    if (browser.isCsrfToken(view.attempt.id, form?.get('csrf') ?? '')) return handle(pageRequest);
    await context.services.linkEnds.recordRefusal(context.customer(view.workspaceId, request.id), view.attempt);
    return context.end(reply, 403, 'STALE_FORM', { who: view.attempt.workspace_name });
  });
}

async function choose(context: LinkPageContext, pageRequest: PageRequest): Promise<FastifyReply> {
  const { request, view } = pageRequest;
  const businessId = (request.body as Form).get('business');
  if (businessId === undefined)
    return showChoice(context, pageRequest, { status: 422, problem: texts.choose.notChosen });
  const caller = context.customer(view.workspaceId, request.id, context.requestMs);
  const outcome = await context.services.businessChoices.choose(caller, view.attempt, businessId);
  return answerChoice(context, pageRequest, outcome);
}

function answerChoice(
  context: LinkPageContext,
  pageRequest: PageRequest,
  outcome: ChooseOutcome,
): Promise<FastifyReply> | FastifyReply {
  const { reply, view } = pageRequest;
  switch (outcome.kind) {
    case 'ChooseBusinessSuccess': {
      const { status: link_status, status_reason: link_reason } = outcome.link;
      const attempt = { ...view.attempt, link_status, link_reason };
      return reply.redirect(context.backUrl({ ...view, attempt, why: 'LINKED' }) ?? context.addressOf(view), 303);
    }
    case 'SubscriptionInactive':
      return showChoice(context, pageRequest, {
        status: 409,
        problem: outcome.cause === null ? failureText(view, 'NO_ACTIVE_SUBSCRIPTION') : texts.inactive[outcome.cause],
      });
    case 'BusinessNotAvailable':
      return showChoice(context, pageRequest, { status: 409, problem: texts.choose.notReached });
    case 'BusinessDiffers':
      return showChoice(context, pageRequest, { status: 409, problem: texts.reasons.DIFFERENT_BUSINESS });
    case 'PlatformUnavailable':
      return showChoice(context, pageRequest, { status: 503, problem: texts.choose.unavailable });
    default:
      return reply.redirect(context.addressOf(view), 303);
  }
}

/** Shows the page for the attempt's current step. */
function show(context: LinkPageContext, pageRequest: PageRequest): FastifyReply {
  const { reply, view, browser } = pageRequest;
  const { attempt } = view;
  const address = context.addressOf(view);
  const page = { view, base: context.base, address, csrf: browser.csrfToken(attempt.id) };
  if (attempt.step === 'DONE') return context.send(reply, 200, donePage(view, context.base, context.backUrl(view)));
  const start = { browser, action: `${address}/start` };
  if (view.why !== undefined || attempt.step === 'CREATED') return showStart(context, reply, view, start);
  if (attempt.step === 'STARTED') {
    if (attempt.state_used) return context.send(reply, 200, workingPage(page));
    const problem = attempt.state_expired ? texts.reasons.STATE_EXPIRED : texts.reasons.NOT_FINISHED;
    return showStart(context, reply, view, { ...start, problem, status: 200 });
  }
  if (attempt.businesses === null) return context.send(reply, 200, unansweredPage(page));
  return showChoice(context, pageRequest, { status: 200 });
}

function showChoice(
  context: LinkPageContext,
  { request, reply, view, browser }: PageRequest,
  { status, problem }: { status: number; problem?: string },
): FastifyReply {
  if (view.why !== undefined || view.attempt.businesses === null) return reply.redirect(context.addressOf(view), 303);
  const { q = '', after } = request.query;
  const backUrl = problem === undefined ? undefined : context.backUrl(view);
  context.allowForm(reply, view);
  const page = choosePage({
    view,
    base: context.base,
    address: context.addressOf(view),
    csrf: browser.csrfToken(view.attempt.id),
    search: String(q).slice(0, 200),
    ...(typeof after === 'string' ? { after } : {}),
    ...(problem === undefined ? {} : { problem }),
    ...(backUrl === undefined ? {} : { backUrl }),
  });
  return context.send(reply, status, page);
}
