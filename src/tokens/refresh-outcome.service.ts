import { markFaulty, markSound, markTokensRefused } from '../credentials/credential-fault.repository.js';
import { clearFallback, markFallback, type TriedKeys } from '../credentials/credential-health.repository.js';
import { backgroundReader, backgroundTransaction } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import type { TokenOutcome } from '../infra/oauth/oauth-answer.js';
import type { Logger } from '../infra/observability/logger.js';
import { countRefreshEvent } from '../infra/observability/metrics.js';
import { retry } from '../infra/process/retry.js';
import type { LostReason } from './grant/grant.outcomes.js';
import { giveBack } from './grant/grant-failure.repository.js';
import type { GrantStatements } from './grant/grant-statements.repository.js';
import { FIRST_PAUSE, pauseSeconds, requestedPause } from './grant/lifetime.rules.js';
import { type RefreshDecision, refreshRules } from './grant/refresh.rules.js';
import type { OpenedCall } from './platform-call.service.js';
import type { RunningRefreshAttempt } from './refresh-attempt.js';
import type { RefusalCircuitBreakerService } from './refusal-circuit-breaker.service.js';

/** So many refusals of one link in a row, in a form that we do not know, are no accident. */
const REFUSALS_IN_A_ROW = 3;
/** For the log, once until keys are saved again. */
export const FELL_BACK =
  'the platform refuses the saved secret of an application: the replaced one serves for 24 hours from when it was replaced';
const AGAIN_MS = 1_000;
/** After that the lease has run out, and the next attempt decides again. */
const TRIES = 20;

type Called = Pick<OpenedCall, 'opened'>;

/**
 * What follows from an attempt that brought no tokens: statements that change the grant only for its newest attempt.
 */
export class RefreshOutcomeService {
  constructor(
    private readonly database: Database,
    private readonly statements: GrantStatements,
    private readonly circuitBreaker: RefusalCircuitBreakerService,
    private readonly logger: Logger,
  ) {}

  async apply(
    attempt: RunningRefreshAttempt,
    called: Called | undefined,
    outcome: Exclude<TokenOutcome, { kind: 'tokens' }>,
    late = false,
  ): Promise<void> {
    const decision = refreshRules.decide(attempt.lease, outcome.kind, late);
    // A call that could not be sent is for the operator, such as a proxy's refusal. Without a call the cause is logged.
    const level = outcome.kind === 'not-sent' && called !== undefined && !late ? 'warn' : 'info';
    this.logger[level]('a token was not renewed', {
      grantId: attempt.ref.grantId,
      outcome: outcome.kind,
      why: late ? 'too late' : 'why' in outcome ? outcome.why : undefined,
    });
    if (outcome.kind === 'unknown' && outcome.refused && called !== undefined)
      await this.#tellRefused(attempt, called, outcome.why);
    if (decision.kind === 'deauthorize') {
      await this.#recordRefusal(attempt, decision.reason);
      if (called !== undefined) await this.#clearKeys(attempt, called);
    }
    if (decision.kind !== 'give-back') return;
    // The set is marked before the lease is free, so that its links wait for other keys and need no pause.
    if (outcome.kind === 'invalid-client' && called !== undefined) await this.#blameKeys(attempt, called);
    await this.#giveBack(attempt, decision, pauseAfter(attempt, decision, outcome));
  }

  /** The pair itself is damaged. */
  async quarantine(attempt: RunningRefreshAttempt): Promise<void> {
    await this.#giveUpOrBack(attempt, 'TOKENS_UNREADABLE');
  }

  /** Which of two secrets the platform accepts: an answer about the token itself proves the one it was asked with. */
  async noteSecret(
    attempt: RunningRefreshAttempt,
    called: Called,
    outcome: TokenOutcome['kind'],
    savedSecretRefused: boolean,
  ): Promise<void> {
    if (outcome !== 'tokens' && outcome !== 'invalid-grant') return;
    const keys = triedKeys(attempt, called);
    const db = backgroundReader(this.database);
    if (!savedSecretRefused) {
      if (called.opened.fallbackServes) await this.#insist(attempt, () => clearFallback(db, keys), 3);
    } else if (!called.opened.fallbackServes) {
      const begin = () => backgroundTransaction(this.database, (tx) => markFallback(tx, keys));
      if (await this.#insist(attempt, begin, 3)) this.logger.warn(FELL_BACK, { credentialSetId: keys.setId });
    }
  }

  async #recordRefusal(attempt: RunningRefreshAttempt, reason: LostReason): Promise<void> {
    const { ref, lease } = attempt;
    const noteOnce = () =>
      backgroundTransaction(this.database, (tx) => this.circuitBreaker.noteRefusal(tx, ref, lease.credential_set_id));
    const note = () => this.#insist(attempt, noteOnce, 3);
    const isFirst = lease.state === 'ACTIVE';
    if (isFirst) await note();
    // Once more when it is stored: other processes may have stored theirs meanwhile, and one of all sees the others.
    if ((await this.#giveUpOrBack(attempt, reason)) && isFirst) await note();
  }

  /** True: the grant is deauthorized. */
  async #giveUpOrBack(attempt: RunningRefreshAttempt, reason: LostReason): Promise<boolean> {
    if (await this.#giveUp(attempt, reason)) return true;
    // The circuit is open: the lease is given back. Or another attempt has begun: then this changes nothing.
    const pause = pauseSeconds(FIRST_PAUSE.presented, attempt.lease.failures, Math.random());
    await this.#giveBack(attempt, { kind: 'give-back', presented: false, failed: true }, pause);
    return false;
  }

  async #giveUp({ ref, lease, startedAt }: RunningRefreshAttempt, reason: LostReason): Promise<boolean> {
    const deauthorization = { ...ref, attempt: lease, reason };
    const rows = await this.#insist({ ref, lease, startedAt }, () =>
      backgroundTransaction(this.database, (tx) => executeStatement(tx, this.statements.deauthorize, deauthorization)),
    );
    const given = rows !== undefined && rows.length > 0;
    if (given && lease.state === 'ACTIVE')
      this.logger.warn('a link was deauthorized', { grantId: ref.grantId, reason });
    return given;
  }

  async #giveBack(
    attempt: RunningRefreshAttempt,
    outcome: RefreshDecision & { kind: 'give-back' },
    pause: number,
  ): Promise<void> {
    const { ref, lease } = attempt;
    await this.#insist(attempt, () =>
      backgroundTransaction(this.database, (tx) =>
        giveBack(tx, { ...ref, attempt: lease, ...outcome, pauseSeconds: pause }),
      ),
    );
  }

  async #blameKeys(attempt: RunningRefreshAttempt, called: Called): Promise<void> {
    const keys = triedKeys(attempt, called);
    if (await this.#insist(attempt, () => backgroundTransaction(this.database, (tx) => markFaulty(tx, keys))))
      this.logger.warn("the platform refuses an application's keys: its links wait", {
        credentialSetId: keys.setId,
      });
  }

  /** The link is kept: only `invalid_grant` gives one up. But it does not mend itself, so the operator is told. */
  async #tellRefused(attempt: RunningRefreshAttempt, called: Called, why: string): Promise<void> {
    countRefreshEvent('refused_in_unknown_form');
    const inARow = attempt.lease.failures + 1;
    if (inARow < REFUSALS_IN_A_ROW) return;
    const keys = triedKeys(attempt, called);
    const { grantId } = attempt.ref;
    this.logger.warn('the platform goes on refusing a token in a form that is not known: the link waits', {
      ...{ grantId, credentialSetId: keys.setId, inARow, why },
    });
    const mark = () => backgroundTransaction(this.database, (tx) => markTokensRefused(tx, keys));
    await this.#insist(attempt, mark, 3);
  }

  /** A platform checks the client secret first: an answer about the token proves the keys. */
  async #clearKeys(attempt: RunningRefreshAttempt, called: Called): Promise<void> {
    const keys = triedKeys(attempt, called);
    const mark = () => backgroundTransaction(this.database, (tx) => markSound(tx, keys));
    if (await this.#insist(attempt, mark, 3))
      this.logger.info("the platform takes an application's keys again", { credentialSetId: keys.setId });
  }

  /** While the database is away only this process knows the answer, so it tries for as long as the answer matters. */
  #insist<T>({ ref }: RunningRefreshAttempt, statement: () => Promise<T>, tries = TRIES): Promise<T | undefined> {
    const onFailure = (error: unknown, attempt: number) => {
      if (attempt === 1)
        this.logger.fault('the end of a refresh attempt could not be written yet', error, {
          grantId: ref.grantId,
        });
    };
    return retry(statement, { tries, pauseMs: AGAIN_MS, onFailure }).catch(() => undefined);
  }
}

const triedKeys = ({ ref, lease }: RunningRefreshAttempt, { opened }: Called): TriedKeys => ({
  workspaceId: ref.workspaceId,
  setId: lease.credential_set_id,
  savedAt: opened.savedAt,
});

function pauseAfter(
  { lease }: RunningRefreshAttempt,
  decision: RefreshDecision & { kind: 'give-back' },
  outcome: TokenOutcome,
): number {
  if (outcome.kind === 'rate-limited' && outcome.retryAfterSeconds !== null)
    return requestedPause(outcome.retryAfterSeconds);
  if (outcome.kind === 'invalid-client') return 0;
  const first = outcome.kind === 'not-sent' ? FIRST_PAUSE.unsent : FIRST_PAUSE.presented;
  return pauseSeconds(first, decision.failed || outcome.kind === 'rate-limited' ? lease.failures : 0, Math.random());
}
