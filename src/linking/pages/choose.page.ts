import { flagOf } from '../../infra/config/flag.js';
import { type Html, html, isolated } from '../../infra/http/html.js';
import {
  type BusinessData,
  pageOfBusinesses,
  parseBusinessCursor,
  toBusinessCursor,
} from '../../links/business.rules.js';
import { isFoundByName, previousBusiness, reachable } from '../business-choice.rules.js';
import { button, form, framePage, notice } from './frame.page.js';
import { texts } from './link-page.texts.js';
import type { AttemptPage } from './notice.page.js';

const PER_PAGE = 20;

export interface ChoosePage extends AttemptPage {
  readonly search: string;
  readonly after?: string;
  readonly problem?: string;
  readonly backUrl?: string;
}

/** The customer confirms the business even if there is only one, so that opening a page never links a company. */
export function choosePage(page: ChoosePage): string {
  const { view, base, address, csrf, problem, backUrl } = page;
  const { attempt, linkable } = view;
  const { stableBusinessIds } = linkable;
  const all = reachable(attempt, attempt.businesses ?? [], stableBusinessIds);
  const [only] = all;
  const isSingle = all.length === 1 && only !== undefined;
  const previous = previousBusiness(attempt);
  const workspace = isolated(attempt.workspace_name);
  return framePage({
    base,
    heading: isSingle ? texts.choose.headingOne : texts.choose.headingSeveral,
    who: attempt.workspace_name,
    step: 'choose',
    body: html`
${problem !== undefined && notice('problem', problem)}
<p>${texts.choose.what(workspace, isolated(attempt.company_name))}</p>
${previous !== null && isFoundByName(attempt, stableBusinessIds) && notice('info', texts.choose.byName(isolated(previous.name)))}
${isSingle ? confirmation(page, only) : selection(page, all)}
${form(`${address}/start`, csrf, html`<div class="ll-actions">${button(texts.choose.other, { quiet: true })}</div>`)}
${backUrl !== undefined && html`<p><a href="${backUrl}">${texts.back(workspace)}</a></p>`}`,
  });
}

function confirmation({ address, csrf }: ChoosePage, business: BusinessData): Html {
  return form(
    `${address}/choose`,
    csrf,
    html`
<p class="ll-business">${flag(business)}<strong>${isolated(business.name)}</strong>${details(business)}</p>
<input type="hidden" name="business" value="${business.id}">
<div class="ll-actions">${button(texts.choose.button(isolated(business.name)))}</div>`,
  );
}

function selection({ view, address, csrf, search, after }: ChoosePage, all: readonly BusinessData[]): Html {
  const position = after === undefined ? undefined : parseBusinessCursor(after);
  const { items: found } = pageOfBusinesses(all, { search, first: all.length });
  const { items } = pageOfBusinesses(all, {
    search,
    first: PER_PAGE,
    ...(position === undefined ? {} : { after: position }),
  });
  const [first] = items;
  const before = first === undefined ? found.length : found.indexOf(first);
  const hasPages = all.length > PER_PAGE;
  return html`
${hasPages && searchForm(address, search)}
${items.length === 0 && notice('info', texts.choose.none)}
${items.length > 0 && form(`${address}/choose`, csrf, choices(items, view.linkable.customerTexts?.defaultBusiness))}
${hasPages && pages({ address, search, found, before, shown: items.length })}
${hasPages && items.length > 0 && html`<p class="ll-small">${rangeText([before + 1, before + items.length], { found: found.length, all: all.length, search })}</p>`}`;
}

const rangeText = (
  [from, to]: readonly [number, number],
  { found, all, search }: { found: number; all: number; search: string },
): string => (search.trim() === '' ? texts.choose.range(from, to, all) : texts.choose.found(from, to, found, all));

const choices = (items: readonly BusinessData[], defaultBusiness: string = texts.choose.defaultBusiness): Html => html`
<fieldset class="ll-choices"><legend>${texts.choose.legend}</legend>${items.map(
  (business) => html`
<label class="ll-choice"><input type="radio" name="business" value="${business.id}" required><span class="ll-choice-text">${flag(business)}${isolated(business.name)}${business.isLead && html` <span class="ll-note">${defaultBusiness}</span>`}${details(business)}</span></label>`,
)}</fieldset>
<div class="ll-actions">${button(texts.choose.buttonSeveral)}</div>`;

const searchForm = (address: string, search: string): Html => html`
<form class="ll-search" role="search" method="get" action="${address}">
<label for="ll-search">${texts.choose.search}</label>
<input type="search" id="ll-search" name="q" value="${search}" dir="auto" maxlength="200">
<button type="submit" class="ll-button ll-quiet">${texts.choose.searchButton}</button>
</form>`;

interface Pages {
  readonly address: string;
  readonly search: string;
  /** All matching businesses, in order. */
  readonly found: readonly BusinessData[];
  /** The number of businesses before this page. */
  readonly before: number;
  readonly shown: number;
}

function pages({ address, search, found, before, shown }: Pages): Html | false {
  const hasNext = before + shown < found.length;
  if (!hasNext && before === 0 && search === '') return false;
  /** The address of the page after the first `count` businesses. */
  const pageAfter = (count: number): string => {
    const last = count > 0 ? found[count - 1] : undefined;
    const query = new URLSearchParams({ q: search });
    if (last !== undefined) query.set('after', toBusinessCursor(last));
    return `${address}?${query}`;
  };
  return html`<nav class="ll-pages" aria-label="${texts.choose.pages}">
${before > 0 && html`<a href="${pageAfter(before - PER_PAGE)}" rel="prev">${texts.choose.previous}</a>`}
${search !== '' && html`<a href="${address}">${texts.choose.everything}</a>`}
${hasNext && html`<a href="${pageAfter(before + shown)}" rel="next">${texts.choose.next}</a>`}
</nav>`;
}

const details = ({ details: text }: BusinessData): Html | false =>
  text !== undefined && html` <span class="ll-note">${isolated(text)}</span>`;

const flag = ({ countryCode }: BusinessData): Html | false =>
  countryCode !== null &&
  /^[A-Z]{2}$/.test(countryCode) &&
  html`<span class="ll-flag" aria-hidden="true">${flagOf(countryCode)}</span> `;
