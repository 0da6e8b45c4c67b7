import { auditEntry } from '../audit/audit.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import type { BusinessData } from '../links/business.rules.js';
import { findLinks, type LinkRow } from '../links/company-link.repository.js';
import { linkedReason } from '../links/company-link.rules.js';
import { lockLink } from '../links/link-attempt.repository.js';
import { isOpen } from '../links/link-attempt.rules.js';
import type { EndedGrant } from '../tokens/grant/grant.outcomes.js';
import type { RevocationService } from '../tokens/revocation.service.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import { previousBusiness, reachable } from './business-choice.rules.js';
import { type ChooseOutcome, linkProblem, subscriptionInactive } from './link.outcomes.js';
import { type AttemptRow, findAttempt, findOpenAttempt } from './link-attempt-view.repository.js';
import type { LinkEndService } from './link-end.service.js';
import { completeLink, noteReason, storeBusinesses } from './link-statements.repository.js';
import type { PlatformReadService } from './platform-read.service.js';

const TRIES = 5;

/** Lists the businesses of a customer who has signed in, and links the confirmed one. */
export class BusinessChoiceService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
    private readonly uses: {
      readonly platform: PlatformReadService;
      readonly ends: LinkEndService;
      readonly revocation: RevocationService;
    },
  ) {}

  /** Reads the businesses of a sign-in from the platform and stores them. Ends a sign-in that cannot lead to a link. */
  async list(caller: Caller, attemptId: string): Promise<'listed' | 'failed' | 'unavailable' | 'disabled'> {
    const { workspaceId } = caller;
    const db = this.database.readerFor(caller);
    const attempt = await findAttempt(db, workspaceId, attemptId);
    if (attempt?.step !== 'CHOOSING' || attempt.grant_id === null) return 'failed';
    // Keep the sign-in: the customer's page reads the list again once the integration is enabled.
    if (!attempt.enabled) return 'disabled';
    const found = await this.uses.platform.businesses(caller, attempt.grant_id);
    if (found.kind === 'unavailable') return 'unavailable';
    const why = found.kind === 'ok' ? this.#whyNotList(attempt, found.value) : found.reason;
    if (found.kind !== 'ok' || why !== undefined) {
      await this.uses.ends.failSignIn(caller, attempt, why ?? 'PLATFORM_ERROR');
      return 'failed';
    }
    const choice = { attemptId: attempt.id, grantId: attempt.grant_id, businesses: found.value };
    await this.database.transaction(caller, (tx) => executeStatement(tx, storeBusinesses, { workspaceId, ...choice }));
    return 'listed';
  }

  /** Links a business that the workspace chose in place of the customer. */
  async chooseFor(caller: Caller, linkId: string, businessId: string): Promise<ChooseOutcome> {
    const db = this.database.readerFor(caller);
    const [link] = await findLinks(db, caller.workspaceId, [linkId]);
    if (link === undefined) return linkProblem('LinkNotFound');
    if (link.status === 'LINKED' && link.business_id === businessId) return { kind: 'ChooseBusinessSuccess', link };
    const attempt = await findOpenAttempt(db, caller.workspaceId, linkId);
    return attempt === undefined ? linkProblem('ChoiceNotOpen') : this.choose(caller, attempt, businessId);
  }

  async choose(caller: Caller, attempt: AttemptRow, businessId: string): Promise<ChooseOutcome> {
    // 1. Check that the business can be chosen.
    if (!attempt.enabled) return linkProblem('IntegrationDisabled');
    if (attempt.link_status === 'LINKED' && isOpen(attempt.step)) {
      await this.uses.ends.supersede(caller, attempt);
      return linkProblem('ChoiceNotOpen');
    }
    const { grant_id: grantId, businesses } = attempt;
    if (attempt.step !== 'CHOOSING' || attempt.expired || grantId === null || businesses === null)
      return linkProblem('ChoiceNotOpen');
    const business = businesses.find(({ id }) => id === businessId);
    if (business === undefined) return linkProblem('BusinessNotAvailable');
    const previous = previousBusiness(attempt);
    if (previous !== null && !this.#reachable(attempt, [business]).includes(business))
      return linkProblem('BusinessDiffers', { previous });
    // 2. Check that its data can be read.
    const checked = await this.uses.platform.subscription(caller, grantId, businessId);
    if (checked.kind === 'unavailable')
      return linkProblem('PlatformUnavailable', { retryAfterSeconds: checked.retryAfterSeconds });
    if (checked.kind === 'gone') {
      await this.uses.ends.failSignIn(caller, attempt, checked.reason);
      return checked.reason === 'NO_ACTIVE_SUBSCRIPTION' ? subscriptionInactive(null) : linkProblem('ChoiceNotOpen');
    }
    if (checked.kind === 'inactive') {
      await this.#note(caller, attempt);
      return subscriptionInactive(checked.cause);
    }
    // 3. Link it. Of any number of concurrent calls, one links, and the others return its link.
    return this.#complete(caller, attempt, business);
  }

  async #complete(caller: Caller, attempt: AttemptRow, business: BusinessData): Promise<ChooseOutcome> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const outcome = await this.#completeOnce(caller, attempt, business);
      if (outcome !== 'MOVED') return outcome;
    }
    throw new Error('a link changed hands too often to be made');
  }

  async #completeOnce(caller: Caller, attempt: AttemptRow, business: BusinessData): Promise<ChooseOutcome | 'MOVED'> {
    const { workspaceId } = caller;
    const linkId = attempt.link_id;
    let ended: EndedGrant[] = [];
    const outcome = await this.database.transaction(caller, async (tx): Promise<ChooseOutcome | 'MOVED'> => {
      await this.apiKeys.assertKeyValid(tx, caller);
      if (!(await lockLink(tx, workspaceId, linkId))) return 'MOVED';
      const now = await findAttempt(tx, workspaceId, attempt.id);
      if (now?.enabled === false) return linkProblem('IntegrationDisabled');
      if (now?.step === 'CHOOSING' && now.grant_id === attempt.grant_id && now.link_status !== 'LINKED')
        ended = await executeStatement(tx, completeLink, completion(caller, now, business));
      const [link] = await findLinks(tx, workspaceId, [linkId]);
      return link === undefined ? linkProblem('LinkNotFound') : asChosen(link, business);
    });
    if (ended.length > 0) await this.uses.revocation.revokeEnded(caller, ended);
    return outcome;
  }

  #reachable(attempt: AttemptRow, found: readonly BusinessData[]): BusinessData[] {
    return reachable(attempt, found, this.uses.platform.hasStableBusinessIds(attempt.integration_key));
  }

  /** Why the businesses of a sign-in cannot lead to a link. Undefined: they can. */
  #whyNotList(attempt: AttemptRow, found: readonly BusinessData[]) {
    if (found.length === 0) return 'NO_BUSINESS' as const;
    return this.#reachable(attempt, found).length === 0 ? ('DIFFERENT_BUSINESS' as const) : undefined;
  }

  async #note(caller: Caller, { id: attemptId, link_id: linkId }: AttemptRow): Promise<void> {
    const { workspaceId } = caller;
    const reason = 'NO_ACTIVE_SUBSCRIPTION';
    const entries = [auditEntry(caller, 'link.failed', linkId, ['statusReason'])];
    await this.database.transaction(caller, (tx) =>
      executeStatement(tx, noteReason, {
        workspaceId,
        attemptId,
        linkId,
        reason,
        entries,
        tenSince: attemptId,
      }),
    );
  }
}

function completion(caller: Caller, attempt: AttemptRow, business: BusinessData) {
  const { id: attemptId, link_id: linkId, link_status: before } = attempt;
  const reason = linkedReason(before);
  const action = reason === 'LINKED' ? 'link.linked' : 'link.relinked';
  const changed = ['status', 'statusReason', 'credentialSet', 'business'];
  const entries = [auditEntry(caller, action, linkId, changed)];
  return { workspaceId: caller.workspaceId, linkId, attemptId, reason, business, entries };
}

const asChosen = (link: LinkRow, { id }: BusinessData): ChooseOutcome =>
  link.status === 'LINKED' && link.business_id === id
    ? { kind: 'ChooseBusinessSuccess', link }
    : linkProblem('ChoiceNotOpen');
