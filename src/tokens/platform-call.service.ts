import type { ApplicationRow } from '../credentials/application.repository.js';
import type { ApplicationService, OpenedApplication } from '../credentials/application.service.js';
import type { Db } from '../infra/database/database.js';
import { newId } from '../infra/ids/ids.js';
import type { TokenOutcome } from '../infra/oauth/oauth-answer.js';
import { exchangeCode, type RevokeOutcome, refreshTokens, revokeToken } from '../infra/oauth/oauth-client.js';
import type { OAuthCall } from '../infra/oauth/oauth-request.js';
import type { Secret } from '../infra/secrets/secret.js';
import type { Application } from '../providers/application.js';
import type { Provider } from '../providers/provider.js';
import type { ExchangeRequest } from './grant/grant.outcomes.js';
import { tokenPairLifetime } from './grant/lifetime.rules.js';
import type { TokenPair } from './grant/token-pair-vault.service.js';

/** The application and country of a call. */
export type CallFor = Pick<ExchangeRequest, 'workspaceId' | 'setId' | 'countryCode'>;

/** Everything that a call needs, so that no step before sending can fail. */
export interface OpenedCall {
  readonly provider: Provider;
  readonly opened: OpenedApplication;
  readonly endpoints: OAuthCall['endpoints'];
}

/** Calls a platform's token endpoints with the decrypted keys of an application. */
export class PlatformCallService {
  constructor(
    private readonly providers: ReadonlyMap<string, Provider>,
    private readonly applications: ApplicationService,
    /** The `user-agent` of the calls. Undefined: the default of the HTTP client. */
    private readonly userAgent?: string,
  ) {}

  /**
   * Decrypts the keys for a call. Undefined: there are no keys.
   * @throws KeysUnreadable, ApplicationRefused
   */
  async open(db: Db, call: CallFor): Promise<OpenedCall | undefined> {
    return this.#call(await this.applications.open(db, call), call.countryCode);
  }

  /** Like `open`, with the application from the lease's statement, so that no further query is needed. */
  async openWith(row: ApplicationRow, call: CallFor): Promise<OpenedCall | undefined> {
    return this.#call(await this.applications.openRow(call, row), call.countryCode);
  }

  #call(opened: OpenedApplication | undefined, countryCode: string | null): OpenedCall | undefined {
    const provider = opened && this.providers.get(opened.integrationKey);
    return provider && { opened, provider, endpoints: provider.oauth.endpoints(opened.application, countryCode) };
  }

  /**
   * Sends one POST. If it is refused because of the client secret, in which case the platform has not used the token, a
   * second one is sent with the secret that was replaced within the last 24 h.
   */
  async refresh(
    call: OpenedCall,
    refreshToken: Secret,
    maySend: (again: boolean) => boolean,
  ): Promise<{ readonly outcome: TokenOutcome; readonly savedSecretRefused: boolean }> {
    const { application, fallback } = call.opened;
    const present = (keys: Application, again: boolean) =>
      refreshTokens({ ...this.#with(call, keys), refreshToken, maySend: () => maySend(again) });
    const outcome = await present(application, false);
    const savedSecretRefused = outcome.kind === 'invalid-client';
    if (!savedSecretRefused || fallback === null) return { outcome, savedSecretRefused };
    return { outcome: await present(fallback, true), savedSecretRefused };
  }

  /** Sends the code once. A code is never sent twice, not even with another secret. */
  exchange(call: OpenedCall, code: { code: Secret; codeVerifier: Secret; redirectUri: string }): Promise<TokenOutcome> {
    return exchangeCode({ ...this.#with(call, call.opened.application), ...code });
  }

  async revoke(call: OpenedCall, token: Secret): Promise<RevokeOutcome> {
    const { application, fallback } = call.opened;
    const revoke = (keys: Application) => revokeToken({ ...this.#with(call, keys), token });
    const outcome = await revoke(application);
    return outcome.kind === 'revoked' || fallback === null ? outcome : revoke(fallback);
  }

  #with({ endpoints, provider }: OpenedCall, application: Application): OAuthCall {
    const { clientSecret } = application.secrets;
    if (clientSecret === undefined) throw new Error('an application without a client secret');
    return {
      endpoints,
      clientAuthentication: provider.oauth.clientAuthentication,
      clientId: application.clientId,
      clientSecret,
      ...(this.userAgent !== undefined && { userAgent: this.userAgent }),
    };
  }
}

/** The token pair of an answer. `at` is the database's time shortly before the request. */
export function toPair(
  { provider, opened }: OpenedCall,
  answer: TokenOutcome & { kind: 'tokens' },
  { at, refresh }: { at: string; refresh: Secret },
): TokenPair {
  const { apiVersion } = opened.application;
  const { refreshTokenSeconds } = provider.oauth.readGrant(answer.body, apiVersion);
  const stated = { access: answer.accessTokenSeconds, refresh: refreshTokenSeconds };
  const life = tokenPairLifetime(stated, provider.oauth.lifetimes(apiVersion), Math.random());
  return { pairId: newId(), access: answer.accessToken, refresh, at, life };
}
