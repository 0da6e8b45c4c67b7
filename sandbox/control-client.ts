/** Each method takes a path below `/control`, returns the body, and throws when the status is not 2xx. */
export interface SandboxControl {
  readonly key: string;
  // biome-ignore lint/suspicious/noExplicitAny: README.md describes the answers, and tests check them field by field
  get(path: string): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  post(path: string, body?: object): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  patch(path: string, body: object): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  delete(path: string): Promise<any>;
}

/** A client of the control API of a sandbox on this machine. */
export function controlClient(url: string, key: string): SandboxControl {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/control${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /control${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    key,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path) => call('DELETE', path),
  };
}
