import type { AuthorizeRequest, Query } from '../oauth/authorize-request.js';
import { countryOf, OFFERED_COUNTRIES } from '../world/countries.js';
import { html } from './html.js';
import type { Page } from './layout.js';

/** Sage's picker, for requests without `country`: the form sends the same request again, with it. */
export function countryPage(path: string, { client, locale }: AuthorizeRequest, query: Query): Page {
  const kept = Object.entries(query).filter(([name]) => name !== 'country');
  return {
    title: 'Choose your country',
    locale,
    body: html`<p><code>${client.clientId}</code> asks for access to a business. In which country is it?</p>
<form method="get" action="${path}">
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`)}
<fieldset>
<legend>Country of the business</legend>
${OFFERED_COUNTRIES.map(
  (code) =>
    html`<label><input type="radio" name="country" value="${code.toLowerCase()}" required><span>${countryOf(code).name}</span></label>`,
)}
</fieldset>
<button type="submit">Continue</button>
</form>`,
  };
}
