import { type Html, type HtmlValue, html, isolated, withoutElements } from '../../infra/http/html.js';
import { texts } from './link-page.texts.js';

export type Step = keyof typeof texts.steps;

export interface Frame {
  readonly heading: HtmlValue;
  /** The name of the workspace. Null if it is not known. */
  readonly who: string | null;
  /** The current step for the progress bar. Left out on pages without one. */
  readonly step?: Step;
  readonly body: HtmlValue;
  /** The path of this installation on its host: empty, or a path without a slash at the end. */
  readonly base: string;
}

/**
 * The HTML document of every page of linking. It has no script and no inline style, and loads nothing from other hosts.
 */
export function framePage({ heading, who, step, body, base }: Frame): string {
  const page = html`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${withoutElements(texts.title(heading, who === null ? texts.someone : isolated(who)))}</title>
<link rel="stylesheet" href="${base}/link/style.css">
</head>
<body class="ll-page">
<main class="ll-card">
${who !== null && html`<p class="ll-who">${isolated(who)}</p>`}
${step !== undefined && progress(step)}
<h1>${heading}</h1>
${body}
</main>
</body>
</html>`;
  return page.text;
}

function progress(step: Step): Html {
  const steps = Object.entries(texts.steps);
  const at = steps.findIndex(([key]) => key === step);
  const items = steps.map(([, name], index) => {
    if (index === at) return html`<li aria-current="step">${name}</li>`;
    return index < at ? html`<li class="ll-done">${name}</li>` : html`<li>${name}</li>`;
  });
  return html`<ol class="ll-progress" aria-label="${texts.progress(at + 1, steps.length)}">${items}</ol>`;
}

export type Tone = 'problem' | 'info' | 'good';

export const notice = (tone: Tone, text: HtmlValue): Html =>
  html`<div class="ll-notice" data-tone="${tone}" role="${tone === 'problem' ? 'alert' : 'status'}"><p>${text}</p></div>`;

/** A form with a CSRF token, which only pages for this browser contain. */
export const form = (action: string, csrf: string, body: HtmlValue): Html => html`
<form class="ll-form" method="post" action="${action}">
<input type="hidden" name="csrf" value="${csrf}">
${body}
</form>`;

export const button = (label: HtmlValue, { quiet = false } = {}): Html =>
  html`<button type="submit" class="${quiet ? 'll-button ll-quiet' : 'll-button'}">${label}</button>`;
