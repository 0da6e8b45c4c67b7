import type { Application } from '../application.js';
import { ApplicationRefused } from '../application.js';
import type { Endpoints } from '../provider-oauth.js';

/** Sage's addresses (authentication guide). Nothing that a caller, a customer or a callback says changes them. */
const AUTHORIZE = 'https://www.sageone.com/oauth2/auth/central';
const V31 = {
  token: 'https://oauth.accounting.sage.com/token',
  revoke: 'https://oauth.accounting.sage.com/revoke',
  api: 'https://api.accounting.sage.com/v3.1',
};
/** Of the regional servers of v3.0 only that for the United Kingdom and Ireland: no other country is covered. */
const V30 = {
  token: 'https://app.sageone.com/oauth2/token',
  revoke: 'https://app.sageone.com/oauth2/revoke',
  api: 'https://api.columbus.sage.com/uki/sageone',
};

/** Whether an API version is v3.0, which differs from v3.1 in every part of OAuth and API. */
export const isV30 = (apiVersion: string): boolean => apiVersion === '3.0';

/** Client ids that begin with this belong to the sandbox. No other id is ever sent there. */
const isSandboxClient = (clientId: string): boolean => clientId.startsWith('sandbox/');

const NO_SANDBOX =
  'This client ID belongs to the sandbox, and this installation has none. Use the client ID of your own application, or start with SANDBOX=on (not in production).';

/** Sage's addresses for one installation. For an application of the sandbox they are all at the sandbox's origin. */
export class SageEndpoints {
  constructor(private readonly sandboxUrl: string | undefined) {}

  /** The origins of the sign-in page: Sage's and, where there is one, the sandbox's. */
  get signInOrigins(): readonly string[] {
    const sandbox = this.sandboxUrl === undefined ? [] : [new URL(this.sandboxUrl).origin];
    return [new URL(AUTHORIZE).origin, ...sandbox];
  }

  /** Why this installation has no address for an application; null: it has. */
  whyNotUsable({ clientId }: Pick<Application, 'clientId'>): string | null {
    return isSandboxClient(clientId) && this.sandboxUrl === undefined ? NO_SANDBOX : null;
  }

  /** @throws ApplicationRefused where `whyNotUsable` has a reason. */
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

  /**
   * The API's base, without a slash at its end.
   * @throws ApplicationRefused where `whyNotUsable` has a reason.
   */
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
