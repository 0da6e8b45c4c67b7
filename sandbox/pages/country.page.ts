import type { AuthorizeRequest, Query } from '../oauth/authorize-request.js';
import { countryOf, OFFERED_COUNTRIES } from '../world/countries.js';
import { html } from './html.js';
import type { Page } from './layout.js';

/** Sage's country page, for requests without `country`. The form repeats the request with the chosen country. */
export function countryPage(path: string, { client, locale }: AuthorizeRequest, query: Query): Page {
  const otherParameters = Object.entries(query).filter(([name]) => name !== 'country');
  return {
    title: 'Choose your country',
    locale,
    body: html`<p><code>${client.clientId}</code> asks for access to a business. In which country is it?</p>
<form method="get" action="${path}">
${otherParameters.map(([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`)}
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
