import { html } from './html.js';
import type { Page } from './layout.js';

/** The page for errors that cannot be sent to the application, because its redirect URI is unknown or wrong. */
export function errorPage(reason: string): Page {
  return {
    title: 'This request is not valid',
    body: html`<p class="problem">${reason}</p>
<p>Nothing was changed. Applications and their redirect URIs are registered with the sandbox’s control API; its demo
applications accept <code>/oauth/callback</code> on any port of <code>localhost</code> and <code>127.0.0.1</code>.</p>`,
  };
}
