/**
 * The playground page's own script, a function expression that is called with
 * `{ tabs: [{ query, variables }], graphqlPath, assetsPath, logo }`. It is text because it runs in the browser, from
 * inside the page, where its hash stands in the Content-Security-Policy; the compiler would not leave it as it is.
 */
export const PLAYGROUND_SCRIPT = /* js */ `
(config) => {
  'use strict';
  // First of all, before anything else on the page runs: out of the address and its history entry with the key. The
  // query string goes with it, because GraphiQL's bundle would open an operation from ?query=.
  let key = takeKeyFromAddress();
  function takeKeyFromAddress() {
    const found = new URLSearchParams(location.hash.slice(1)).get('key');
    history.replaceState(null, '', location.pathname);
    return (found ?? '').trim();
  }

  // The link opened again in this tab does not reload the page.
  addEventListener('hashchange', () => {
    const next = takeKeyFromAddress();
    if (next) finishSignIn(next);
  });

  // GraphiQL keeps tabs, variables and history in localStorage unless it is given another place.
  const kept = new Map();
  const memoryStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, String(value)),
    removeItem: (name) => void kept.delete(name),
    clear: () => kept.clear(),
    get length() { return kept.size; },
  };

  const element = (id) => document.getElementById(id);
  let pendingSignIn;
  let answerSignIn = () => {};

  // Answers whether there is a new key. Several refused requests share one dialog.
  function askForKey(problem) {
    pendingSignIn ??= new Promise((resolve) => {
      element('sign-in-problem').textContent = problem;
      element('sign-in').showModal();
      answerSignIn = resolve;
    }).finally(() => { pendingSignIn = undefined; });
    return pendingSignIn;
  }
  function finishSignIn(next) {
    key = next;
    answerSignIn(true);
    element('sign-in').close();
  }

  async function post(body, headers) {
    // redirect: the key must not follow one to another place. credentials: cookies play no part here.
    const options = { method: 'POST', body, headers, redirect: 'error', credentials: 'omit', cache: 'no-store' };
    const response = await fetch(new URL(config.graphqlPath, location.origin), options);
    const answer = await response.json().catch(() => ({
      errors: [{ message: 'The server answered ' + response.status + ' without JSON.' }],
    }));
    const refused = response.status === 401
      || answer.errors?.some((error) => error.extensions?.code === 'UNAUTHENTICATED');
    return { answer, refused };
  }

  // The key is added here, to requests to graphqlPath, and is reachable from nowhere else.
  async function fetcher(request, { headers: typedHeaders } = {}) {
    const send = () => {
      const headers = new Headers(typedHeaders);
      headers.set('content-type', 'application/json');
      if (key && !headers.has('authorization')) headers.set('authorization', 'Bearer ' + key);
      return post(JSON.stringify(request), headers);
    };
    if (!key) await askForKey('');
    let { answer, refused } = await send();
    while (refused && (await askForKey('The API did not accept this key.'))) ({ answer, refused } = await send());
    return answer;
  }

  const workers = { editorWorkerService: 'editor', json: 'json', graphql: 'graphql' };
  self.MonacoEnvironment = {
    globalAPI: false,
    getWorkerUrl: (_module, label) => config.assetsPath + '/' + workers[label] + '.worker.js',
  };

  addEventListener('DOMContentLoaded', () => {
    element('sign-in').addEventListener('close', () => answerSignIn(false));
    element('sign-in').querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      const next = element('api-key').value.trim();
      element('api-key').value = '';
      if (next) finishSignIn(next);
    });
    if (!self.YogaGraphiQL) {
      element('root').firstChild.textContent = 'The playground could not load its files. Reload the page.';
      return;
    }
    self.YogaGraphiQL.renderYogaGraphiQL(element('root'), {
      title: 'Ledgerlink',
      logo: config.logo,
      fetcher,
      storage: memoryStorage,
      defaultTabs: config.tabs,
      defaultEditorToolsVisibility: 'variables',
      // Left to follow the system, it changes everything but the editors' colours when the system changes.
      defaultTheme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
      // The bundle's own handler writes every keystroke into the address as ?query=.
      onEditQuery: () => {},
    });
  });
}`;
