import { DEMO } from '../demo.js';
import { countryOf } from '../world/countries.js';
import { USERS } from '../world/users.js';
import { html } from './html.js';
import type { Page } from './layout.js';

/** The accountant has too many businesses for one page. */
const MAX_LINKS = 5;

/** The page at the sandbox's address: the demo keys and the users. */
export function homePage(): Page {
  const keys = Object.entries({ ...prefixed('v3.1', DEMO.v31), ...prefixed('v3.0', DEMO.v30) });
  return {
    title: 'A stand-in for Sage, for tests',
    body: html`<h2>Keys of the demo applications</h2>
<dl>${keys.map(([name, value]) => html`<dt>${name}</dt><dd><code>${value}</code></dd>`)}</dl>
<h2>Users</h2>
<ul>${USERS.map(
      (user) =>
        html`<li>${user.firstName} ${user.lastName}, ${countryOf(user.country).name}: ${user.description}${user.businesses
          .slice(0, MAX_LINKS)
          .map(({ id, name }) => html` <a href="/books/${id}">Books of ${name}</a>`)}</li>`,
    )}</ul>`,
  };
}

function prefixed(prefix: string, keys: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).map(([name, value]) => [`${prefix} ${name}`, value]));
}
