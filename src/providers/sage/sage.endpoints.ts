import type { Application } from '../application.js';
import { ApplicationRefused } from '../application.js';
import type { Endpoints } from '../provider-oauth.js';

/** Where Sage is. Nothing that a caller, a customer or a callback says changes these. */
const AUTHORIZE = 'https://www.sageone.com/oauth2/auth/central';
const V31 = {
  token: 'https://oauth.accounting.sage.com/token',
  revoke: 'https://oauth.accounting.sage.com/revoke',
  api: 'https://api.accounting.sage.com/v3.1',
};
/** Of the regional servers of v3.0 the one for the United Kingdom and Ireland alone: no other country is covered. */
const V30 = {
  token: 'https://app.sageone.com/oauth2/token',
  revoke: 'https://app.sageone.com/oauth2/revoke',
  api: 'https://api.columbus.sage.com/uki/sageone',
};

export const isV30 = (apiVersion: string): boolean => apiVersion === '3.0';

/** Client ids that begin with this are the sandbox's, and no other id is ever sent there. */
const isSandboxClient = (clientId: string): boolean => clientId.startsWith('sandbox/');

const NO_SANDBOX =
  'This client ID belongs to the sandbox, and this installation has none. Use the client ID of your own application, or start with SANDBOX=on (not in production).';

/** Sage's places, for one installation: an application of the sandbox finds them all at the sandbox's origin. */
export class SageEndpoints {
  constructor(private readonly sandboxUrl: string | undefined) {}

  get signInOrigins(): readonly string[] {
    const sandbox = this.sandboxUrl === undefined ? [] : [new URL(this.sandboxUrl).origin];
    return [new URL(AUTHORIZE).origin, ...sandbox];
  }

  whyNotUsable({ clientId }: Pick<Application, 'clientId'>): string | null {
    return isSandboxClient(clientId) && this.sandboxUrl === undefined ? NO_SANDBOX : null;
  }

  oauth(application: Pick<Application, 'apiVersion' | 'clientId'>): Endpoints {
    const { token, revoke } = isV30(application.apiVersion) ? V30 : V31;
    const tokenUrl = this.#place(application, token);
    return {
      authorize: this.#place(application, AUTHORIZE),
      token: tokenUrl,
      revoke: this.#place(application, revoke),
      origins: [tokenUrl.origin],
    };
  }

  /** The API's base, without a slash at its end. */
  api(application: Pick<Application, 'apiVersion' | 'clientId'>): URL {
    return this.#place(application, isV30(application.apiVersion) ? V30.api : V31.api);
  }

  #place(application: Pick<Application, 'clientId'>, text: string): URL {
    const url = new URL(text);
    if (!isSandboxClient(application.clientId)) return url;
    if (this.sandboxUrl === undefined) throw new ApplicationRefused(NO_SANDBOX);
    return new URL(url.pathname, this.sandboxUrl);
  }
}
