import type { AuthorizeRequest } from '../oauth/authorize-request.js';
import type { User } from '../world/users.js';
import { html } from './html.js';
import type { Page } from './layout.js';

const SCOPE_TEXTS: Readonly<Record<string, string>> = {
  full_access: 'read and change everything that you can read and change',
  readonly: 'read everything that you can read',
};

export function consentPage(action: string, request: AuthorizeRequest, user: User): Page {
  return {
    title: 'Give access',
    locale: request.locale,
    body: html`<p>You are signed in as ${user.firstName} ${user.lastName}.</p>
<p><code>${request.client.clientId}</code> wants to ${SCOPE_TEXTS[request.scope] ?? ''}, in all your businesses, until you revoke the access.</p>
<p>Afterwards you go to <code>${request.redirectUri}</code>.</p>
<form method="post" action="${action}">
<input type="hidden" name="user" value="${user.key}">
<button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny" class="second">Deny</button>
</form>`,
  };
}
