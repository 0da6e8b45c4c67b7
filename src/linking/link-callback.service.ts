import { auditEntry } from '../audit/audit.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { parseScopedToken } from '../infra/ids/scoped-token.js';
import type { Logger } from '../infra/observability/logger.js';
import type { Provider } from '../providers/provider.js';
import type { CallbackAnswer } from '../providers/provider-oauth.js';
import type { ExchangeService } from '../tokens/exchange.service.js';
import type { ExchangeOutcome } from '../tokens/grant/grant.outcomes.js';
import type { BusinessChoiceService } from './business-choice.service.js';
import { type AttemptRow, findAttemptByState } from './link-attempt-view.repository.js';
import { type WhyNotCallback, whyNotCallback } from './link-callback.rules.js';
import type { LinkEndService } from './link-end.service.js';
import type { CallbackOutcome, LinkView } from './link-flow.outcomes.js';
import { spendState, takeGrant } from './link-statements.repository.js';
import type { LinkVerifierService } from './link-verifier.service.js';
import type { LinkViewService } from './link-view.service.js';
import { countriesOf } from './linking-options.service.js';

/** The browser that sent the callback, identified by its cookie, and a function that makes a workspace's caller. */
export interface CallbackContext {
  readonly browser: { readonly workspaceId: string; readonly hash: Buffer } | undefined;
  callerOf(workspaceId: string): Caller;
}

/**
 * Handles the callback of a platform. A state is used once and a code is posted once; other callbacks only show a page.
 */
export class LinkCallbackService {
  constructor(
    private readonly database: Database,
    private readonly uses: {
      readonly views: LinkViewService;
      readonly ends: LinkEndService;
      readonly grants: ExchangeService;
      readonly choices: BusinessChoiceService;
      readonly providers: ReadonlyMap<string, Provider>;
      readonly verifiers: LinkVerifierService;
      readonly logger: Logger;
    },
  ) {}

  async callback(parameters: URLSearchParams, { browser, callerOf }: CallbackContext): Promise<CallbackOutcome> {
    // 1. Find the attempt. A callback without a state changes nothing.
    const states = parameters.getAll('state');
    if (states.length === 0) return this.#stateless(parameters, { browser, callerOf });
    const state = states.length === 1 ? parseScopedToken(states[0] ?? '') : undefined;
    if (state === undefined) return { kind: 'unknown' };
    const caller = callerOf(state.workspaceId);
    const { workspaceId } = caller;
    const db = this.database.readerFor(caller);
    const attempt = await findAttemptByState(db, workspaceId, state.hash);
    const view = await this.uses.views.of(caller, attempt, browser?.hash ?? null);
    if (attempt === undefined || view === undefined) return { kind: 'unknown' };
    // 2. Refuse callbacks from another browser, and those that are expired or repeated.
    const accepted = { kind: 'taken', attemptId: attempt.id, workspaceId } as const;
    const why = whyNot(view);
    if (why === 'USED') return this.#repeated(caller, accepted, attempt);
    if (why !== undefined || browser === undefined) {
      await this.uses.ends.recordRefusal(caller, attempt);
      return { kind: 'refused', why: why ?? 'OTHER_BROWSER', view };
    }
    // 3. Use the state up, before the answer is looked at.
    const hashes = { stateHash: state.hash, browserHash: browser.hash };
    const spent = await this.database.transaction(caller, (tx) =>
      executeStatement(tx, spendState, { workspaceId, ...hashes }),
    );
    if (spent.length === 0) return this.#repeated(caller, accepted, attempt);
    // 4. Handle the platform's answer. This goes on if the browser stops waiting.
    return { ...accepted, work: this.#takeUp(caller, view, parameters) };
  }

  /** Shows the result again. Neither the state nor the code is used a second time. */
  async #repeated(caller: Caller, accepted: CallbackOutcome, attempt: AttemptRow): Promise<CallbackOutcome> {
    await this.uses.ends.recordRefusal(caller, attempt);
    return accepted;
  }

  async #takeUp(caller: Caller, view: LinkView, parameters: URLSearchParams): Promise<void> {
    try {
      await this.#follow(caller, view, parameters);
    } catch (error) {
      this.uses.logger.fault('a callback could not be handled', error, { requestId: caller.requestId });
      await this.uses.ends.failSignIn(caller, view.attempt, 'PLATFORM_ERROR').catch((failure: unknown) =>
        this.uses.logger.fault('a sign-in that failed could not be ended', failure, {
          requestId: caller.requestId,
        }),
      );
    }
  }

  async #follow(caller: Caller, view: LinkView, parameters: URLSearchParams): Promise<void> {
    const { attempt } = view;
    const answer = this.#read(view, parameters);
    if (answer === undefined) return this.uses.ends.failSignIn(caller, attempt, 'PLATFORM_ERROR');
    if (answer.kind === 'refused') return this.uses.ends.failSignIn(caller, attempt, answer.reason);
    const outcome = await this.#exchange(caller, attempt, answer);
    switch (outcome.kind) {
      case 'granted':
        await this.uses.choices.list(caller, attempt.id);
        return;
      case 'not-taken':
        return;
      default:
        await this.uses.ends.failSignIn(caller, attempt, 'PLATFORM_ERROR');
    }
  }

  /** Undefined: the application was deleted, or the platform cannot have sent this answer. */
  #read({ attempt, linkable }: LinkView, parameters: URLSearchParams): CallbackAnswer | undefined {
    const { api_version: apiVersion, country_code: countryCode } = attempt;
    const provider = this.uses.providers.get(attempt.integration_key);
    if (apiVersion === null || provider === undefined) return undefined;
    const covered = countriesOf(linkable.data)
      .filter(({ versions }) => versions.includes(apiVersion))
      .map((country) => country.countryCode);
    return provider.oauth.readCallback(parameters, { apiVersion, countryCode, covered });
  }

  async #exchange(
    caller: Caller,
    attempt: AttemptRow,
    { code, countryCode }: Extract<CallbackAnswer, { kind: 'code' }>,
  ): Promise<ExchangeOutcome> {
    const { workspaceId } = caller;
    const { id: attemptId, link_id: linkId, state_hash: stateHash } = attempt;
    const { credential_set_id: setId, redirect_uri: redirectUri, verifier_sealed: sealed } = attempt;
    if (setId === null || redirectUri === null || sealed === null || stateHash === null) return { kind: 'not-taken' };
    const codeVerifier = await this.uses.verifiers.open(sealed, { workspaceId, attemptId, stateHash });
    const entries = [auditEntry(caller, 'link.choosing', linkId, ['tokens'])];
    const taking = {
      attemptId,
      linkId,
      stateHash,
      reason: 'AWAITING_CHOICE',
      entries,
      tenSince: attemptId,
    } as const;
    return this.uses.grants.exchange({
      ...{ workspaceId, setId, countryCode, code, codeVerifier, redirectUri },
      take: (tx, grant) => takeGrant(tx, { ...grant, ...taking }),
    });
  }

  /** Errors of the platform may lack the state: the cookie finds the attempt, to show its page. */
  async #stateless(parameters: URLSearchParams, { browser, callerOf }: CallbackContext): Promise<CallbackOutcome> {
    if (browser === undefined) return { kind: 'unknown' };
    const view = await this.uses.views.ofBrowser(callerOf(browser.workspaceId), browser.hash);
    if (view === undefined) return { kind: 'unknown' };
    const answer = this.#read(view, parameters);
    // A code without the state of its request belongs to no attempt.
    if (answer === undefined || answer.kind === 'code') {
      await this.uses.ends.recordRefusal(callerOf(browser.workspaceId), view.attempt);
      return { kind: 'unknown' };
    }
    return { kind: 'stateless', view, reason: answer.reason, advice: answer.advice };
  }
}

function whyNot({ attempt, sameBrowser }: LinkView): WhyNotCallback | undefined {
  return whyNotCallback({
    ...attempt,
    linkIsLinked: attempt.link_status === 'LINKED',
    sameBrowser,
    stateUsed: attempt.state_used,
    stateExpired: attempt.state_expired,
  });
}
