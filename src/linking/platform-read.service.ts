import {
  type ApplicationService,
  KeysUnreadable,
  type OpenedApplication,
  orUnreadable,
} from '../credentials/application.service.js';
import { clearApiRefused, markApiRefused } from '../credentials/credential-fault.repository.js';
import { backgroundTransaction } from '../infra/database/background-reader.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import type { BusinessData } from '../links/business.rules.js';
import type { AttemptFailureReason } from '../links/link-attempt.rules.js';
import type { Provider } from '../providers/provider.js';
import type { InactiveCause, PlatformAccess, PlatformAnswer, ProviderApi } from '../providers/provider-api.js';
import type { AccessService } from '../tokens/access.service.js';
import type { AccessOutcome } from '../tokens/grant/grant.outcomes.js';
import { toBusinessData } from './business-details.rules.js';

export type ReadOutcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'inactive'; readonly cause: InactiveCause | null }
  /** The grant gives no access any more. */
  | { readonly kind: 'gone'; readonly reason: AttemptFailureReason }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number | null };

/** Reads the data from a platform's API that linking needs: businesses and subscriptions. */
export class PlatformReadService {
  constructor(
    private readonly database: Database,
    private readonly grants: AccessService,
    private readonly uses: {
      readonly applications: ApplicationService;
      readonly providers: ReadonlyMap<string, Provider>;
      readonly logger: Logger;
    },
  ) {}

  async businesses(
    caller: Caller,
    grantId: string,
  ): Promise<
    | { readonly kind: 'ok'; readonly value: readonly BusinessData[] }
    | { readonly kind: 'gone'; readonly reason: AttemptFailureReason }
    | { readonly kind: 'unavailable' }
  > {
    const answer = await this.#call(caller, grantId, null, (api, access) => api.listBusinesses(access));
    if (answer.kind === 'inactive') return { kind: 'gone', reason: 'NO_ACTIVE_SUBSCRIPTION' };
    return answer.kind === 'ok' ? { kind: 'ok', value: toBusinessData(answer.value) } : answer;
  }

  subscription(caller: Caller, grantId: string, businessId: string): Promise<ReadOutcome<true>> {
    return this.#call(caller, grantId, businessId, (api, access) => api.checkBusiness(access));
  }

  /** Whether ids of the platform's businesses can be compared across its API versions. */
  hasStableBusinessIds(integrationKey: string): boolean {
    return this.uses.providers.get(integrationKey)?.definition.businessIds === 'STABLE';
  }

  async #call<T>(
    caller: Caller,
    grantId: string,
    businessId: string | null,
    operation: (api: ProviderApi, access: PlatformAccess) => Promise<PlatformAnswer<T>>,
  ): Promise<ReadOutcome<T>> {
    const ref = { workspaceId: caller.workspaceId, grantId };
    // If the platform refuses the token, renew it once.
    for (const force of [false, true]) {
      const access = await this.grants.access(ref, { force, signal: caller.signal });
      if (access.kind !== 'access') {
        this.#tell(grantId, access.kind);
        return outcomeWithoutAccess(access);
      }
      const { integrationKey, accessToken, countryCode, platformUserId, setId } = access;
      const db = this.database.readerFor(caller);
      const opened = await this.uses.applications
        .open(db, { workspaceId: caller.workspaceId, setId })
        .catch(orUnreadable);
      if (opened instanceof KeysUnreadable) {
        this.#tell(grantId, opened.message);
        return { kind: 'unavailable', retryAfterSeconds: null };
      }
      const provider = this.uses.providers.get(integrationKey);
      if (opened === undefined || provider === undefined) return { kind: 'gone', reason: 'PLATFORM_ERROR' };
      const { application } = opened;
      const call = { application, accessToken, countryCode, platformUserId, businessId };
      const answer = await operation(provider.api, call);
      await this.#note({ workspaceId: caller.workspaceId, setId, opened }, answer.kind);
      if (answer.kind === 'unavailable') this.#tell(grantId, answer.why);
      if (answer.kind !== 'unauthorized') return toReadOutcome(answer);
    }
    this.#tell(grantId, 'the platform refuses a new access token, too');
    return { kind: 'unavailable', retryAfterSeconds: null };
  }

  /** Records whether the API refuses the application. A failure to record it does not change the answer. */
  async #note(
    { workspaceId, setId, opened }: { workspaceId: string; setId: string; opened: OpenedApplication },
    kind: PlatformAnswer<unknown>['kind'],
  ): Promise<void> {
    const keys = { workspaceId, setId, savedAt: opened.savedAt };
    try {
      if (kind === 'application-refused') {
        this.uses.logger.warn("the platform's API refuses the application: check its subscription key", {
          credentialSetId: setId,
        });
        await backgroundTransaction(this.database, (tx) => markApiRefused(tx, keys));
      } else if (kind === 'ok' && (opened.apiRefused || opened.faultTold))
        await backgroundTransaction(this.database, (tx) => clearApiRefused(tx, keys));
    } catch (error) {
      this.uses.logger.fault('the health of an application could not be noted', error, {
        credentialSetId: setId,
      });
    }
  }

  /** Logs the cause for the operator. The customer's page does not show it. */
  #tell(grantId: string, why: string): void {
    this.uses.logger.warn('a sign-in could not be followed up at the platform', { grantId, why });
  }
}

function outcomeWithoutAccess(outcome: Exclude<AccessOutcome, { kind: 'access' }>): ReadOutcome<never> {
  switch (outcome.kind) {
    case 'unavailable':
      return outcome;
    case 'credentials-faulty':
      return { kind: 'unavailable', retryAfterSeconds: null };
    default:
      return { kind: 'gone', reason: 'PLATFORM_ERROR' };
  }
}

function toReadOutcome<T>(answer: Exclude<PlatformAnswer<T>, { kind: 'unauthorized' }>): ReadOutcome<T> {
  switch (answer.kind) {
    case 'subscription-inactive':
      return { kind: 'inactive', cause: answer.cause ?? null };
    case 'application-refused':
      return { kind: 'unavailable', retryAfterSeconds: null };
    case 'owner-required':
      return { kind: 'gone', reason: 'RESOURCE_OWNER_MISSING' };
    default:
      return answer;
  }
}
