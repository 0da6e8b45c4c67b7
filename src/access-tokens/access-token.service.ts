import { type ApplicationService, KeysUnreadable, orUnreadable } from '../credentials/application.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { apiError } from '../infra/errors/api-error.js';
import { problem, unreachable } from '../infra/errors/problem.js';
import { RateLimiter } from '../infra/process/rate-limiter.js';
import type { Secret } from '../infra/secrets/secret.js';
import { linkProblem } from '../linking/link.outcomes.js';
import { findLinks } from '../links/company-link.repository.js';
import type { Provider } from '../providers/provider.js';
import type { PlatformAccess } from '../providers/provider-api.js';
import type { AccessService, ReadGrantAccess } from '../tokens/access.service.js';
import {
  API_REFUSED,
  type IssuedToken,
  type IssueOutcome,
  keysUnreadable,
  tokenProblem,
} from './access-token.outcomes.js';
import { readToken, recordIssue, type TokenRow } from './access-token.repository.js';
import { whyNotIssued } from './access-token.rules.js';

export interface AccessTokenDependencies {
  readonly database: Database;
  readonly access: AccessService;
  readonly applications: ApplicationService;
  readonly providers: ReadonlyMap<string, Provider>;
  /** The limit per API key and process. */
  readonly perSecond: number;
}

export interface IssueRequest {
  readonly linkId: string;
  readonly force: boolean;
}

/** A valid access token with all that a call of the platform takes. */
export interface TokenHeld {
  readonly kind: 'TokenHeld';
  readonly row: TokenRow;
  readonly provider: Provider;
  readonly access: PlatformAccess;
}

export type HoldRefusal = Exclude<IssueOutcome, IssuedToken>;
export type HoldOutcome = TokenHeld | HoldRefusal;

/** The secrets, by field name, that a call needs. */
type FieldsOf = (provider: Provider, apiVersion: string) => readonly string[];

/** Issues access tokens for a workspace's own calls of a platform. */
export class AccessTokenService {
  readonly #limit: RateLimiter;

  constructor(private readonly dependencies: AccessTokenDependencies) {
    this.#limit = new RateLimiter(dependencies.perSecond, 1);
  }

  async issue(caller: Caller, request: IssueRequest): Promise<IssueOutcome> {
    // 1. Check the mutation's own limit: callers request a token before every call of the platform.
    this.#limit.spend(`${caller.workspaceId} ${caller.apiKeyId}`);
    // 2. Obtain the token, with the keys that the platform's headers need.
    const held = await this.#hold(caller, request, ({ api }, apiVersion) => api.headerSecrets(apiVersion));
    if (held.kind !== 'TokenHeld') return held;
    // 3. Record it before it is answered.
    const { row, access, provider } = held;
    if (!row.recorded) await this.#record(caller, request.linkId, row.once);
    return {
      kind: 'AccessTokenIssued',
      accessToken: access.accessToken,
      expiresAt: row.access_expires_at,
      expiresInSeconds: row.expires_in,
      baseUrl: provider.api.baseUrl(access),
      headers: provider.api.headers(access),
      warning: row.application.api_refused ? API_REFUSED : null,
    };
  }

  /** An access token for a request that this process sends for the caller. It does not leave the process: nothing is recorded. */
  async hold(caller: Caller, request: IssueRequest): Promise<HoldOutcome> {
    // No transaction waits for a platform.
    if (caller.shared?.reader !== undefined)
      throw apiError(
        'BAD_USER_INPUT',
        'The answer of a mutation with an idempotency key cannot have fields that ask the platform. Nothing was changed. Query these fields afterwards.',
      );
    return this.#hold(caller, request, ({ requests }, apiVersion) => requests.secrets(apiVersion));
  }

  /** Reads the token, in one statement. Renews it first if it is not fresh. */
  async #hold(caller: Caller, request: IssueRequest, fieldsOf: FieldsOf): Promise<HoldOutcome> {
    const { workspaceId, apiKeyId, signal } = caller;
    const { linkId, force } = request;
    const found: { whyNot: ReturnType<typeof whyNotIssued>; unusable: string | null } = {
      whyNot: null,
      unusable: null,
    };
    const tokenLookup: ReadGrantAccess<TokenRow> = async ({ since }) => {
      const lookup = { workspaceId, linkId, since, apiKeyId };
      const row = await readToken(this.dependencies.database.reader(signal), lookup);
      found.whyNot = whyNotIssued(row);
      found.unusable = row !== undefined && found.whyNot === null ? this.#whyNotUsable(row) : null;
      return found.whyNot === null && found.unusable === null ? row : undefined;
    };
    const obtained = await this.dependencies.access.obtain(workspaceId, tokenLookup, { force, signal });
    if (found.unusable !== null) return problem('IntegrationDisabled', found.unusable);
    if (obtained === undefined) return this.#refused(caller, request.linkId, found.whyNot ?? 'missing');
    // Only now are the application's keys decrypted, if the platform's headers need them.
    const { row } = obtained;
    switch (obtained.decision) {
      case 'serve':
        return this.#held(workspaceId, row, obtained.accessToken, fieldsOf);
      case 'unavailable':
        return (
          (await this.#whyUnreadable(workspaceId, row)) ??
          tokenProblem('PlatformUnavailable', { retryAfterSeconds: row.retry_seconds })
        );
      case 'credentials-faulty':
        return tokenProblem('CredentialsFaulty', { setId: row.credential_set_id });
      case 'deauthorized':
      case 'ended':
        return this.#refused(caller, request.linkId, 'relink');
      default:
        return unreachable(obtained);
    }
  }

  #record({ workspaceId, actor, requestId, signal }: Caller, linkId: string, once: string): Promise<unknown> {
    const issued = { workspaceId, linkId, actor, requestId, once };
    return this.dependencies.database.transaction({ signal, afterCommit() {} }, (tx) => recordIssue(tx, issued));
  }

  /** Why this installation must not use the link's application. Null: it may. */
  #whyNotUsable({ integration_key, application }: TokenRow): string | null {
    const oauth = this.dependencies.providers.get(integration_key)?.oauth;
    return oauth?.whyNotUsable({ clientId: application.client_id }) ?? null;
  }

  async #held(workspaceId: string, row: TokenRow, accessToken: Secret, fieldsOf: FieldsOf): Promise<HoldOutcome> {
    const provider = this.dependencies.providers.get(row.integration_key);
    const { credential_set_id: setId, application: sealed } = row;
    const fields = provider === undefined ? [] : fieldsOf(provider, sealed.api_version);
    const application = await this.dependencies.applications
      .openFields({ workspaceId, setId }, sealed, fields)
      .catch(orUnreadable);
    if (application instanceof KeysUnreadable) return keysUnreadable(setId);
    if (provider === undefined || application === undefined) return tokenProblem('CredentialsFaulty', { setId });
    const access = {
      application,
      accessToken,
      countryCode: row.country_code,
      platformUserId: row.platform_user_id,
      businessId: row.business_id,
    };
    return { kind: 'TokenHeld', row, provider, access };
  }

  /**
   * Why this installation could not ask the platform for a token. Undefined: it could.
   * @throws UNAVAILABLE when the encryption key of the stored tokens is missing.
   */
  async #whyUnreadable(workspaceId: string, row: TokenRow): Promise<HoldRefusal | undefined> {
    const { applications, access } = this.dependencies;
    const setId = row.credential_set_id;
    const opened = await applications.openRow({ workspaceId, setId }, row.application).catch(orUnreadable);
    if (opened instanceof KeysUnreadable) return keysUnreadable(setId);
    if (!(await access.hasKeyFor(workspaceId, row)))
      throw apiError(
        'UNAVAILABLE',
        'This installation has not the encryption key that sealed the tokens of this link. The platform was not asked, and the link is kept. Its operator must bring the key back into ENCRYPTION_KEYS.',
        60,
      );
    return undefined;
  }

  async #refused(
    { workspaceId, signal }: Caller,
    linkId: string,
    why: NonNullable<ReturnType<typeof whyNotIssued>>,
  ): Promise<HoldRefusal> {
    if (why === 'disabled') return linkProblem('IntegrationDisabled');
    if (why === 'pending') return tokenProblem('LinkPending');
    if (why === 'missing') return linkProblem('LinkNotFound');
    const [link] = await findLinks(this.dependencies.database.reader(signal), workspaceId, [linkId]);
    return link === undefined ? linkProblem('LinkNotFound') : tokenProblem('RelinkRequired', { link });
  }
}
