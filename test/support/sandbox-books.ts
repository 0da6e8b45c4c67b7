import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { Settings } from '../../sandbox/state/settings.js';
import { type Answer, type Body, getJson } from './sandbox.js';

export interface SandboxBooks {
  readonly sandbox: RunningSandbox;
  readonly businessId: string;
  readonly headers: Readonly<Record<string, string>>;
  get(path: string): Promise<Answer>;
  list(path: string): Promise<Body>;
  send(method: string, path: string, body?: object): Promise<Answer>;
  /** Changes settings until the end of the test. */
  set(settings: object): Promise<void>;
}

/** One sandbox for a file, with the books of the user `one` and no odd values. */
export function useSandboxBooks(): SandboxBooks {
  const books = {} as { -readonly [K in keyof SandboxBooks]: SandboxBooks[K] };
  const even = { ...Settings.parse({}), oddValues: [] };
  beforeAll(async () => {
    const sandbox = await startSandbox();
    // The token outlives the time that tests let pass.
    await sandbox.control.patch('/settings', { ...even, accessTokenSeconds: 1e8 });
    const users: Body[] = (await sandbox.control.get('/users')).users;
    const { tokens } = await sandbox.control.post('/grants', { clientId: 'sandbox/demo-v31', user: 'one' });
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    Object.assign(books, {
      sandbox,
      headers,
      businessId: users.find(({ user }) => user === 'one').businesses[0].id,
      get: (path: string) => getJson(`${sandbox.url}/v3.1${path}`, headers),
      list: async (path: string) => (await books.get(path)).body,
      async send(method: string, path: string, body?: object): Promise<Answer> {
        const response = await fetch(`${sandbox.url}/v3.1${path}`, {
          method,
          headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          body: body === undefined ? undefined : JSON.stringify(body),
        });
        const text = await response.text();
        return { status: response.status, body: text === '' ? '' : JSON.parse(text), headers: response.headers };
      },
      set: (settings: object) => sandbox.control.patch('/settings', settings),
    });
  });
  afterEach(() => books.sandbox.control.patch('/settings', even));
  afterAll(() => books.sandbox.stop());
  return books;
}
