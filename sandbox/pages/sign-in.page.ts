import type { AuthorizeRequest } from '../oauth/authorize-request.js';
import { countryOf } from '../world/countries.js';
import { USERS } from '../world/users.js';
import { type Html, html } from './html.js';
import type { Page } from './layout.js';

/** The sign-in page. `action` is the request's own URL, to which the form sends the chosen user. */
export function signInPage(action: string, { client, country, locale }: AuthorizeRequest, problem?: string): Page {
  const countryNote: Html = country === undefined ? html`` : html` You chose ${countryOf(country).name}.`;
  return {
    title: 'Sign in',
    locale,
    body: html`${problem === undefined ? html`` : html`<p class="problem" role="alert">${problem}</p>`}
<p><code>${client.clientId}</code> asks for access to a business.${countryNote}</p>
<form method="post" action="${action}">
<fieldset>
<legend>Who signs in?</legend>
${USERS.map(
  (
    user,
  ) => html`<label><input type="radio" name="user" value="${user.key}" required><span>${user.firstName} ${user.lastName}
<small>${countryOf(user.country).name}: ${user.description}</small></span></label>`,
)}
</fieldset>
<button type="submit">Sign in</button>
</form>`,
  };
}
