import { html, isolated } from '../../infra/http/html.js';
import type { LinkView } from '../link-flow.outcomes.js';
import { button, form, framePage, notice } from './frame.page.js';
import { texts } from './link-page.texts.js';

export type EndKind = keyof typeof texts.ends;

/** A final page: what happened, and what to do next. */
export function endPage(
  kind: EndKind,
  base: string,
  { who = null, details }: { who?: string | null; details?: string } = {},
): string {
  const text: { heading: string; what?: string } = texts.ends[kind];
  const body = html`${text.what !== undefined && html`<p>${text.what}</p>`}${details !== undefined && notice('info', details)}`;
  return framePage({ base, heading: text.heading, who, body });
}

export interface AttemptPage {
  readonly view: LinkView;
  readonly base: string;
  /** The path of the attempt's page. The paths of the forms begin with it. */
  readonly address: string;
  readonly csrf: string;
}

/**
 * Shown while the code is being exchanged. The page does not reload by itself, which would interrupt screen readers.
 */
export function workingPage({ view, base, address, csrf }: AttemptPage): string {
  return framePage({
    base,
    heading: texts.working.heading,
    who: view.attempt.workspace_name,
    step: 'signIn',
    body: html`
<p role="status">${texts.working.what}</p>
<div class="ll-actions"><a class="ll-button" href="${address}">${texts.working.again}</a></div>
${form(`${address}/start`, csrf, html`<div class="ll-actions">${button(texts.working.restart, { quiet: true })}</div>`)}`,
  });
}

/** Shown if the customer has signed in and the list of businesses could not be read yet. */
export function unansweredPage({ view, base, address, csrf }: AttemptPage): string {
  return framePage({
    base,
    heading: texts.unanswered.heading,
    who: view.attempt.workspace_name,
    step: 'choose',
    body: html`
${notice('info', view.attempt.keys_refused ? texts.unanswered.refused : texts.unanswered.what)}
${form(`${address}/look`, csrf, html`<div class="ll-actions">${button(texts.unanswered.button)}</div>`)}`,
  });
}

export function donePage(view: LinkView, base: string, backUrl: string | undefined): string {
  const { attempt } = view;
  const workspace = isolated(attempt.workspace_name);
  const business = attempt.business_name === null ? null : isolated(attempt.business_name);
  return framePage({
    base,
    heading: texts.done.heading(isolated(attempt.company_name)),
    who: attempt.workspace_name,
    step: 'done',
    body: html`
${notice('good', texts.done.what(workspace, business))}
${backUrl !== undefined && html`<p><a class="ll-button" href="${backUrl}">${texts.done.back(workspace)}</a></p>`}`,
  });
}
