import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Browser } from '../../infra/http/browser-cookie.js';
import { parseScopedToken } from '../../infra/ids/scoped-token.js';
import type { AttemptFailureReason } from '../../links/link-attempt.rules.js';
import type { WhyNotOpen } from '../link-callback.rules.js';
import type { LinkView } from '../link-flow.outcomes.js';
import { texts } from './link-page.texts.js';
import type { LinkPageContext } from './link-page-context.js';
import { isOtherHost } from './link-url.rules.js';
import { startPage } from './start.page.js';

interface ByToken {
  Params: { token: string };
  Querystring: Record<string, string | undefined>;
}

export type Form = ReadonlyMap<string, string>;

/** The link URL. Opening it only shows the start page. Sending its form starts the sign-in. */
export function registerStartRoutes(app: FastifyInstance, context: LinkPageContext): void {
  app.get<ByToken>('/link/:token', async (request, reply) => {
    const { token } = request.params;
    const parsed = parseScopedToken(token);
    if (parsed === undefined) return context.end(reply, 404, 'UNKNOWN');
    // The cookie must be set on the host of the callback URL, so redirect to it. `at` prevents a redirect loop behind a
    // proxy that changes the host.
    if (isOtherHost(context.publicUrl, request.headers.host) && request.query.at === undefined)
      return reply.redirect(`${context.publicUrl}/link/${token}?at=home`, 302);
    const browser = context.cookie.keep(request, reply, parsed.workspaceId);
    const view = await context.services.linkViews.ofUrl(
      context.customer(parsed.workspaceId, request.id),
      parsed.hash,
      browser.hash,
    );
    if (view === undefined) return context.end(reply, 404, 'UNKNOWN');
    if (view.sameBrowser && view.attempt.step !== 'CREATED') return reply.redirect(context.addressOf(view), 303);
    return showStart(context, reply, view, { browser, action: `${context.base}/link/${token}` });
  });

  app.post<ByToken>('/link/:token', async (request, reply) => {
    const { token } = request.params;
    const parsed = parseScopedToken(token);
    if (parsed === undefined) return context.end(reply, 404, 'UNKNOWN');
    const caller = context.customer(parsed.workspaceId, request.id);
    const browser = context.cookie.read(request);
    const view = await context.services.linkViews.ofUrl(caller, parsed.hash, browser?.hash ?? null);
    if (view === undefined) return context.end(reply, 404, 'UNKNOWN');
    return submitStart(context, { request, reply, view, browser, action: `${context.base}/link/${token}` });
  });
}

const STATUS: Readonly<Record<WhyNotOpen, number>> = { LINKED: 200, ENDED: 410, EXPIRED: 410, DISABLED: 409 };

export interface StartPageOptions {
  readonly browser: Browser;
  readonly action: string;
  readonly problem?: string;
  /** Default: 422 if there is a problem, otherwise 200. */
  readonly status?: number;
}

/** Why the sign-in failed and what the customer can do, with the platform's own text if it has one. */
export function failureText({ attempt, linkable }: LinkView, reason: AttemptFailureReason): string {
  if (reason === 'COUNTRY_MISMATCH' && attempt.asked_country_code !== null) return texts.reasons.COUNTRY_PRESET;
  if (reason === 'PLATFORM_ERROR' && attempt.secret_refused) return texts.reasons.KEYS_REFUSED;
  const failures: Partial<Record<AttemptFailureReason, string>> = linkable.customerTexts?.failures ?? {};
  return failures[reason] ?? texts.reasons[reason];
}

/** Shows the start page, or the reason why the link cannot be used. */
export function showStart(
  context: LinkPageContext,
  reply: FastifyReply,
  view: LinkView,
  { browser, action, problem, status = problem === undefined ? 200 : 422 }: StartPageOptions,
): FastifyReply {
  if (view.why !== undefined)
    return context.end(reply, STATUS[view.why], view.why, { who: view.attempt.workspace_name });
  const { reason } = view.attempt;
  const shown = problem ?? (reason === null ? undefined : failureText(view, reason as AttemptFailureReason));
  const backUrl = shown === undefined ? undefined : context.backUrl(view);
  const page = startPage({
    view,
    base: context.base,
    action,
    csrf: browser.csrfToken(view.attempt.id),
    ...(shown === undefined ? {} : { problem: shown }),
    ...(backUrl === undefined ? {} : { backUrl }),
  });
  return context.send(reply, status, page);
}

export interface StartRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly view: LinkView;
  readonly browser: Browser | undefined;
  readonly action: string;
}

/** Handles the form of the start page, which two addresses can send. */
export async function submitStart(
  context: LinkPageContext,
  { request, reply, view, browser, action }: StartRequest,
): Promise<FastifyReply> {
  const form = request.body as Form | undefined;
  const caller = context.customer(view.workspaceId, request.id);
  if (browser === undefined || !browser.isCsrfToken(view.attempt.id, form?.get('csrf') ?? '')) {
    await context.services.linkEnds.recordRefusal(caller, view.attempt);
    return context.end(reply, 403, 'STALE_FORM', { who: view.attempt.workspace_name });
  }
  if (view.why !== undefined) return showStart(context, reply, view, { browser, action });
  const outcome = await context.services.linkStarts.startAttempt(
    caller,
    view,
    browser.hash,
    form?.get('country') ?? null,
  );
  switch (outcome.kind) {
    case 'sign-in':
      context.cookie.keep(request, reply, view.workspaceId);
      return reply.redirect(outcome.url, 303);
    case 'country':
      return showStart(context, reply, view, { browser, action, problem: texts.start.countryMissing });
    case 'unusable':
      return context.end(reply, 409, 'UNUSABLE', {
        who: view.attempt.workspace_name,
        details: outcome.message,
      });
    default:
      return reply.redirect(action, 303);
  }
}
