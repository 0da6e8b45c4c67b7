import { flagOf } from '../../infra/config/flag.js';
import { type Html, html, isolated } from '../../infra/http/html.js';
import type { LinkView } from '../link-flow.outcomes.js';
import { button, form, framePage, notice } from './frame.page.js';
import { texts } from './link-page.texts.js';
import type { AttemptPage } from './notice.page.js';

export interface StartPage extends Omit<AttemptPage, 'address'> {
  readonly action: string;
  /** Why the previous sign-in failed. */
  readonly problem?: string;
  /** The return URL of the workspace, if there is one. */
  readonly backUrl?: string;
}

/** The start page: who requests access to which data, and the button that starts. Opening it changes nothing. */
export function startPage({ view, base, action, csrf, problem, backUrl }: StartPage): string {
  const { attempt, linkable, mustAskCountry } = view;
  const [workspace, company] = [isolated(attempt.workspace_name), isolated(attempt.company_name)];
  const { name } = linkable.data;
  const set = linkable.setFor(attempt.asked_country_code);
  const warnings = set === undefined ? [] : linkable.warningsOf(set);
  const presetCountry = linkable.countries.find(({ code }) => code === attempt.asked_country_code);
  return framePage({
    base,
    heading: texts.start.heading(company, name),
    who: attempt.workspace_name,
    step: 'start',
    body: html`
${problem !== undefined && notice('problem', problem)}
<p>${texts.start.who(workspace, name)}</p>
<p>${texts.start.what(name)}</p>
${facts(view, presetCountry)}
${warnings.length > 0 && notice('info', texts.start.retired(name, workspace))}
${form(
  action,
  csrf,
  html`
${mustAskCountry && countries(view)}
${!mustAskCountry && presetCountry === undefined && linkable.countries.length > 1 && html`<p class="ll-small">${texts.start.picker(name)}</p>`}
<div class="ll-actions">${button(texts.start.button(name))}</div>`,
)}
${backUrl !== undefined && html`<p><a href="${backUrl}">${texts.back(workspace)}</a></p>`}
<p class="ll-small">${texts.start.small}</p>`,
  });
}

function facts({ attempt, linkable }: LinkView, presetCountry: { code: string; name: string } | undefined): Html {
  const { asks, company, software, country } = texts.start.facts;
  const rows = [
    [asks, isolated(attempt.workspace_name)],
    [company, isolated(attempt.company_name)],
    [software, linkable.data.name],
  ];
  return html`<dl class="ll-facts">${rows.map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}
${presetCountry !== undefined && html`<div><dt>${country}</dt><dd><span class="ll-flag" aria-hidden="true">${flagOf(presetCountry.code)}</span> ${presetCountry.name}</dd></div>`}</dl>`;
}

function countries({ linkable, attempt }: LinkView): Html {
  const choices = linkable.countries.map(
    ({ code, name }) => html`
<label class="ll-choice"><input type="radio" name="country" value="${code}" required${code === attempt.country_code ? html` checked` : ''}><span class="ll-flag" aria-hidden="true">${flagOf(code)}</span><span class="ll-choice-text">${name}</span></label>`,
  );
  return html`<fieldset class="ll-choices ll-countries"><legend>${texts.start.country}</legend>${choices}</fieldset>`;
}
