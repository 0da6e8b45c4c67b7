import type { FastifyReply } from 'fastify';
import { Html, html } from './html.js';
import { CONTENT_SECURITY_POLICY, STYLE } from './style.js';

export interface Page {
  readonly title: string;
  readonly locale?: string;
  readonly body: Html;
}

export function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .send(document(page));
}

function document({ title, locale = 'en-GB', body }: Page): string {
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Sandbox: not Sage</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>Sandbox: not Sage</header>
<main>
<h1>${title}</h1>
${body}
</main>
<footer><p>This is a stand-in for Sage, for tests. It holds no real accounting data and asks for no password.</p></footer>
</body>
</html>
`.markup;
}
