import { html } from './html.js';
import type { Page } from './layout.js';

/** For what cannot be sent back to the application, since it is not known which one it is. */
export function refusalPage(why: string): Page {
  return {
    title: 'This request cannot be answered',
    body: html`<p class="problem">${why}</p>
<p>Nothing was done. Applications and their redirect URIs are registered with the sandbox’s control API; its demo
applications accept <code>/oauth/callback</code> on any port of <code>localhost</code> and <code>127.0.0.1</code>.</p>`,
  };
}
