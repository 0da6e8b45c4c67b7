/** One request outside any measurement; throws unless it is answered with data and without errors. */
export async function sendOperation(url, { query, variables, key }) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  if (response.status !== 200 || /^\{"errors"|"errors":\s*\[\{/.test(text))
    throw new Error(`${url} answered ${response.status}: ${text.slice(0, 600)}`);
  return JSON.parse(text);
}
