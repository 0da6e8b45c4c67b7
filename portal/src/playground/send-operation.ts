import { BASE_PATH } from '../app/base-path.ts';
import { PORTAL_HEADERS } from '../app/graphql-client.ts';

/** Sends one operation with the session. A key that was typed into the headers pane takes precedence. */
export async function sendOperation(
  operation: object,
  typedHeaders: Readonly<Record<string, unknown>> | undefined,
  onSignedOut: () => void,
): Promise<object> {
  const headers = new Headers(typedHeaders as Record<string, string> | undefined);
  for (const [name, value] of Object.entries(PORTAL_HEADERS)) headers.set(name, value);
  headers.set('content-type', 'application/json');
  // `redirect: 'error'`: neither the session nor the key may be sent to the target of a redirect.
  const response = await fetch(`${BASE_PATH}/graphql`, {
    method: 'POST',
    body: JSON.stringify(operation),
    headers,
    redirect: 'error',
    cache: 'no-store',
  });
  if (response.status === 401 && !headers.has('authorization')) onSignedOut();
  return response.json().catch(() => ({
    errors: [{ message: `The server answered ${response.status} without JSON.` }],
  }));
}
