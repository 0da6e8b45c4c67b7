import { createHash } from 'node:crypto';
import { PLAYGROUND_SCRIPT } from './playground-script.js';

/** An operation that the playground opens in a tab of its own, named after the operation. */
export interface PlaygroundExample {
  operation: string;
  variables: Readonly<Record<string, unknown>>;
}

export interface PlaygroundPageOptions {
  examples: readonly PlaygroundExample[];
  graphqlPath: string;
  assetsPath: string;
}

export interface PlaygroundPage {
  html: string;
  /** As a CSP source without its quotes: sha256-… */
  scriptHash: string;
}

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">' +
  '<rect width="32" height="32" rx="7" fill="#0f766e"/>' +
  '<path d="M9 8v16h8M15 16h9m-4-4 4 4-4 4" fill="none" stroke="#fff" stroke-width="3" ' +
  'stroke-linecap="round" stroke-linejoin="round"/></svg>';

const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; background: light-dark(#fff, #212a3b); font: 16px/1.5 system-ui, sans-serif; }
  body.graphiql-light { color-scheme: light; }
  body.graphiql-dark { color-scheme: dark; }
  #root { height: 100dvh; }
  #root > p { margin: 0; padding: 2rem; }
  /* In this GraphiQL, of several tabs, a focused one jumps to the right edge under the pointer, so the click is lost. */
  #root .graphiql-tab { transform: none !important; }
  dialog { box-sizing: border-box; width: min(30rem, calc(100vw - 2rem)); padding: 1.75rem; border: 0; border-radius: 12px;
    color: light-dark(#1f2937, #e5e7eb); background: light-dark(#fff, #1b2333); box-shadow: 0 12px 48px rgb(0 0 0 / 35%); }
  dialog::backdrop { background: rgb(15 23 42 / 55%); }
  dialog h1 { margin: 0 0 .5rem; font-size: 1.25rem; }
  dialog p { margin: 0 0 1rem; }
  dialog [role=alert]:empty { display: none; }
  dialog [role=alert] { color: light-dark(#b91c1c, #fca5a5); font-weight: 600; }
  dialog label { display: block; margin-bottom: .25rem; font-weight: 600; }
  dialog input { box-sizing: border-box; width: 100%; padding: .6rem .75rem; border: 1px solid #6b7280; border-radius: 8px;
    font: inherit; color: inherit; background: light-dark(#fff, #111827); }
  dialog button { margin-top: 1rem; padding: .6rem 1.25rem; border: 0; border-radius: 8px; font: inherit; font-weight: 600;
    color: #fff; background: #0f766e; cursor: pointer; }
  dialog :focus-visible { outline: 3px solid light-dark(#0d9488, #5eead4); outline-offset: 2px; }
`;

/** The page's own markup; GraphiQL and its workers come from `assetsPath`. Depends on nothing but its arguments. */
export function renderPlaygroundPage(options: PlaygroundPageOptions): PlaygroundPage {
  const script = scriptFor(options);
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <script>${script}</script>
    <meta name="viewport" content="width=device-width" />
    <title>Ledgerlink playground</title>
    <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(LOGO)}" />
    <link rel="stylesheet" href="${options.assetsPath}/graphiql.css" />
    <style>${STYLE}</style>
    <script defer src="${options.assetsPath}/graphiql.js"></script>
  </head>
  <body>
    <main id="root"><p>Loading the playground…</p></main>
    <noscript><p>The playground needs JavaScript.</p></noscript>
    <dialog id="sign-in" aria-labelledby="sign-in-title" aria-describedby="sign-in-hint">
      <form>
        <h1 id="sign-in-title">Sign in to the Ledgerlink playground</h1>
        <p id="sign-in-hint">Paste an API key; it begins with <code>ll_</code>. It is kept in this page’s memory only and is
          gone when you reload.</p>
        <p id="sign-in-problem" role="alert"></p>
        <label for="api-key">API key</label>
        <input id="api-key" type="password" autocomplete="off" spellcheck="false" required />
        <button type="submit">Sign in</button>
      </form>
    </dialog>
  </body>
</html>
`;
  return { html, scriptHash: `sha256-${createHash('sha256').update(script).digest('base64')}` };
}

function scriptFor({ examples, graphqlPath, assetsPath }: PlaygroundPageOptions): string {
  const tabs = examples.map(({ operation, variables }) => ({
    query: operation,
    variables: JSON.stringify(variables, null, 2),
  }));
  const config = JSON.stringify({ tabs, graphqlPath, assetsPath, logo: LOGO });
  // "<" is escaped because "</script" or "<!--" inside a string would still end or change the element.
  return `(${PLAYGROUND_SCRIPT.trim()})(${config.replaceAll('<', '\\u003c')});`;
}
