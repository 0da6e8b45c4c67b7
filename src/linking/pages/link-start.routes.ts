import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Browser } from '../../infra/http/browser-cookie.js';
import { parseScopedToken } from '../../infra/ids/scoped-token.js';
import type { AttemptFailureReason } from '../../links/link-attempt.rules.js';
import type { WhyNotOpen } from '../link-callback.rules.js';
import type { LinkView } from '../link-flow.outcomes.js';
import { texts } from './link-page.texts.js';
import type { LinkPageContext } from './link-page-context.js';
import { isElsewhere } from './link-url.rules.js';
import { startPage } from './start.page.js';

interface ByToken {
  Params: { token: string };
  Querystring: Record<string, string | undefined>;
}

export type Form = ReadonlyMap<string, string>;

/** The link URL itself: opening it shows who asks, and only its form begins anything. */
export function registerStartRoutes(app: FastifyInstance, site: LinkPageContext): void {
  app.get<ByToken>('/link/:token', async (request, reply) => {
    const { token } = request.params;
    const parsed = parseScopedToken(token);
    if (parsed === undefined) return site.end(reply, 404, 'UNKNOWN');
    // The cookie must be set where the platform will send the customer back to. `at` ends it where a proxy hides the host.
    if (isElsewhere(site.publicUrl, request.headers.host) && request.query.at === undefined)
      return reply.redirect(`${site.publicUrl}/link/${token}?at=home`, 302);
    const browser = site.cookie.keep(request, reply, parsed.workspaceId);
    const view = await site.flow.views.ofUrl(
      site.customer(parsed.workspaceId, request.id),
      parsed.hash,
      browser.hash,
    );
    if (view === undefined) return site.end(reply, 404, 'UNKNOWN');
    if (view.sameBrowser && view.attempt.step !== 'CREATED') return reply.redirect(site.addressOf(view), 303);
    return showStart(site, reply, view, { browser, action: `${site.base}/link/${token}` });
  });

  app.post<ByToken>('/link/:token', async (request, reply) => {
    const { token } = request.params;
    const parsed = parseScopedToken(token);
    if (parsed === undefined) return site.end(reply, 404, 'UNKNOWN');
    const caller = site.customer(parsed.workspaceId, request.id);
    const browser = site.cookie.read(request);
    const view = await site.flow.views.ofUrl(caller, parsed.hash, browser?.hash ?? null);
    if (view === undefined) return site.end(reply, 404, 'UNKNOWN');
    return begin(site, { request, reply, view, browser, action: `${site.base}/link/${token}` });
  });
}

const STATUS: Readonly<Record<WhyNotOpen, number>> = { LINKED: 200, ENDED: 410, EXPIRED: 410, DISABLED: 409 };

export interface StartPlace {
  readonly browser: Browser;
  readonly action: string;
  readonly problem?: string;
  /** Left out: 422 where there is a problem. */
  readonly status?: number;
}

/** Why signing in came to nothing and what this customer can do about it, in the platform's words where it has some. */
export function failureText({ attempt, linkable }: LinkView, reason: AttemptFailureReason): string {
  if (reason === 'COUNTRY_MISMATCH' && attempt.asked_country_code !== null)
    return texts.reasons.COUNTRY_PRESET;
  const failures: Partial<Record<AttemptFailureReason, string>> = linkable.customerTexts?.failures ?? {};
  return failures[reason] ?? texts.reasons[reason];
}

/** Where an attempt stands at its beginning, or why it leads no further. */
export function showStart(
  site: LinkPageContext,
  reply: FastifyReply,
  view: LinkView,
  { browser, action, problem, status = problem === undefined ? 200 : 422 }: StartPlace,
): FastifyReply {
  if (view.why !== undefined)
    return site.end(reply, STATUS[view.why], view.why, { who: view.attempt.workspace_name });
  const { reason } = view.attempt;
  const shown = problem ?? (reason === null ? undefined : failureText(view, reason as AttemptFailureReason));
  const backUrl = shown === undefined ? undefined : site.backUrl(view);
  const page = startPage({
    view,
    base: site.base,
    action,
    csrf: browser.csrfToken(view.attempt.id),
    ...(shown === undefined ? {} : { problem: shown }),
    ...(backUrl === undefined ? {} : { backUrl }),
  });
  return site.send(reply, status, page);
}

export interface Begun {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly view: LinkView;
  readonly browser: Browser | undefined;
  readonly action: string;
}

/** The form of the start page, from whichever of its addresses. */
export async function begin(
  site: LinkPageContext,
  { request, reply, view, browser, action }: Begun,
): Promise<FastifyReply> {
  const form = request.body as Form | undefined;
  const caller = site.customer(view.workspaceId, request.id);
  if (browser === undefined || !browser.isCsrfToken(view.attempt.id, form?.get('csrf') ?? '')) {
    await site.flow.ends.recordRefusal(caller, view.attempt.link_id);
    return site.end(reply, 403, 'STALE_FORM', { who: view.attempt.workspace_name });
  }
  if (view.why !== undefined) return showStart(site, reply, view, { browser, action });
  const outcome = await site.flow.starts.startAttempt(
    caller,
    view,
    browser.hash,
    form?.get('country') ?? null,
  );
  switch (outcome.kind) {
    case 'sign-in':
      site.cookie.keep(request, reply, view.workspaceId);
      return reply.redirect(outcome.url, 303);
    case 'country':
      return showStart(site, reply, view, { browser, action, problem: texts.start.countryMissing });
    case 'unusable':
      return site.end(reply, 409, 'UNUSABLE', { who: view.attempt.workspace_name, more: outcome.message });
    default:
      return reply.redirect(action, 303);
  }
}
