import { auditEntry } from '../audit/audit.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { makeScopedToken } from '../infra/ids/scoped-token.js';
import { createPkce } from '../infra/oauth/pkce.js';
import { holdSetting } from '../integrations/integration-setting.repository.js';
import { lockLink } from '../links/link-attempt.repository.js';
import type { AttemptStart } from '../links/link-attempt-changes.repository.js';
import type { Provider } from '../providers/provider.js';
import type { RevocationService } from '../tokens/revocation.service.js';
import type { LinkView, StartOutcome } from './link-flow.outcomes.js';
import { startAttempt } from './link-statements.repository.js';
import type { LinkVerifierService } from './link-verifier.service.js';
import type { ChosenSet } from './linking-options.service.js';

const STATE_MINUTES = 10;

/** The data of the decision have changed, so the transaction is rolled back. */
class Changed extends Error {
  override readonly name = 'Changed';
}

/** Starts a customer's sign-in. Each start creates a new state, bound to the application that will be used. */
export class LinkStartService {
  constructor(
    private readonly database: Database,
    private readonly revocation: RevocationService,
    private readonly platform: {
      readonly providers: ReadonlyMap<string, Provider>;
      readonly verifiers: LinkVerifierService;
      readonly redirectUri: string;
    },
  ) {}

  /** The origins to which customers are sent for sign-in. */
  get signInOrigins(): string[] {
    return [...this.platform.providers.values()].flatMap(({ oauth }) => oauth.signInOrigins);
  }

  async startAttempt(
    caller: Caller,
    view: LinkView,
    browserHash: Buffer,
    chosenCountry: string | null,
  ): Promise<StartOutcome> {
    const { attempt } = view;
    if (view.why !== undefined) return { kind: 'changed' };
    // 1. The country: the workspace's choice, or the customer's if the country decides which application is used.
    const application = applicationFor(view, chosenCountry);
    if (application.kind !== 'usable') return application;
    const { set, countryCode } = application;
    const provider = this.platform.providers.get(attempt.integration_key);
    if (provider === undefined) return { kind: 'changed' };
    // 2. Create the state and the PKCE verifier.
    const state = makeScopedToken(caller.workspaceId);
    const { verifier, challenge } = await createPkce();
    const { redirectUri } = this.platform;
    const started = await this.#write(caller, view, {
      workspaceId: caller.workspaceId,
      attemptId: attempt.id,
      integrationKey: attempt.integration_key,
      setId: set.id,
      countryCode,
      browserHash,
      stateHash: state.hash,
      stateMinutes: STATE_MINUTES,
      verifierSealed: await this.platform.verifiers.seal(verifier, {
        workspaceId: caller.workspaceId,
        attemptId: attempt.id,
        stateHash: state.hash,
      }),
      redirectUri,
    });
    if (!started) return { kind: 'changed' };
    // 3. Build the platform's authorization URL.
    const request = { redirectUri, state: state.token, codeChallenge: challenge, countryCode };
    return { kind: 'sign-in', url: provider.oauth.authorizationUrl(set, request).href };
  }

  async #write(caller: Caller, view: LinkView, start: Omit<AttemptStart, 'now'>): Promise<boolean> {
    const { link_id: linkId } = view.attempt;
    const { workspaceId } = caller;
    const writing = this.database.transaction(caller, async (tx) => {
      if (!(await lockLink(tx, workspaceId, linkId))) throw new Changed();
      await holdSetting(tx, workspaceId, start.integrationKey);
      const entries = [auditEntry(caller, 'link.started', linkId, ['state'])];
      const audited = { entries, tenSince: start.attemptId };
      const [row] = await executeStatement(tx, startAttempt, { ...start, linkId, ...audited });
      // The grant of the previous sign-in is ended only if the new sign-in starts.
      if (!row?.started) throw new Changed();
      return row.ended;
    });
    try {
      const ended = await writing;
      if (ended.length > 0) await this.revocation.revokeEnded(caller, ended);
      return true;
    } catch (error) {
      if (error instanceof Changed) return false;
      throw error;
    }
  }
}

function applicationFor(
  { attempt, linkable, mustAskCountry }: LinkView,
  chosenCountry: string | null,
): StartOutcome | { kind: 'usable'; set: ChosenSet; countryCode: string | null } {
  const countryCode = attempt.asked_country_code ?? (mustAskCountry ? chosenCountry : null);
  if (countryCode === null && mustAskCountry) return { kind: 'country' };
  const set = linkable.setFor(countryCode);
  if (set === undefined) return { kind: 'country' };
  const message = linkable.whyNotUsable(set);
  return message === null ? { kind: 'usable', set, countryCode } : { kind: 'unusable', message };
}
