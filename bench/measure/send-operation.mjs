/** A request of a work as HTTP: a GraphQL operation, or a GET where it has a path. */
export function toHttp({ query, variables, key, path }) {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  if (path !== undefined) return { method: 'GET', path, headers: authorization };
  const headers = { 'content-type': 'application/json', ...authorization };
  return { method: 'POST', headers, body: JSON.stringify({ query, variables }) };
}

/** One request outside any measurement; throws unless it is answered with data and without errors. */
export async function sendOperation(url, request) {
  const { path = '', ...options } = toHttp(request);
  const response = await fetch(new URL(path, url), { ...options, signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  if (response.status !== 200 || /^\{"errors"|"errors":\s*\[\{/.test(text))
    throw new Error(`${url} answered ${response.status}: ${text.slice(0, 600)}`);
  return JSON.parse(text);
}
