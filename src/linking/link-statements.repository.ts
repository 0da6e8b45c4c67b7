// The statements that change links and attempts. Each combines fragments of the tables' owners into one round trip. A
// process that stops in a transaction leaves its locks for five seconds.
import { recordChangeOf } from '../audit/audit-event.repository.js';
import { companyNameOfLink } from '../companies/company.repository.js';
import type { Transaction } from '../infra/database/database.js';
import {
  columns,
  defineFragment,
  defineStatement,
  executeStatement,
  type InputOf,
  Reference,
} from '../infra/database/statement.js';
import { usableSet } from '../integrations/integration-setting.repository.js';
import { toldAsJson, toldOfLink } from '../links/company-link.repository.js';
import {
  linkCompleted,
  linkInserted,
  linkUnlinked,
  pendingExplained,
} from '../links/company-link-changes.repository.js';
import { grantOfAttempt, grantOfLink, grantsOfLinkAndAttempt } from '../links/grant-selectors.repository.js';
import { attemptEnded, attemptInserted, attemptStarted, stateSpent } from '../links/link-attempt-changes.repository.js';
import {
  attemptChoosing,
  attemptDone,
  attemptLocked,
  businessesKept,
  reasonNoted,
} from '../links/link-attempt-choice.repository.js';
import type { EndedGrant } from '../tokens/grant/grant.outcomes.js';
import { endingGrants } from '../tokens/grant/grant-end.repository.js';
import { refreshAttemptsEnded } from '../tokens/grant/grant-joins.repository.js';
import { grantFound, grantInserted } from '../tokens/grant/grant-store.repository.js';
import { keyHeld } from '../workspaces/api-key.repository.js';

const recordChange = recordChangeOf(companyNameOfLink, toldOfLink);

export const makeLink = defineStatement([linkInserted]);

const [attemptGrants, attemptGrantsEnded] = endingGrants(grantOfAttempt);
const openAttemptEnded = attemptEnded(attemptGrants);
const endingAttempt = [grantOfAttempt, attemptGrants, attemptGrantsEnded, openAttemptEnded] as const;

/** Ends the open attempt of a link, for a new one. Returns its grants. */
export const makeWay = defineStatement([...endingAttempt, pendingExplained(), recordChange()], attemptGrants);

/** Creates a link URL. Returns when it expires. */
export const insertAttempt = defineStatement([attemptInserted], attemptInserted);

/**
 * Ends an attempt, or returns it to its first step. A link that was never linked shows the reason. Returns its grants.
 */
export const endAttempt = defineStatement(
  [...endingAttempt, pendingExplained(openAttemptEnded), recordChange(openAttemptEnded)],
  attemptGrants,
);

/** The same if another request has linked or unlinked the link, which then keeps its own reason. */
export const endAttemptSilently = defineStatement([...endingAttempt, recordChange(openAttemptEnded)], attemptGrants);

const started = attemptStarted(attemptGrants);
const startResult = defineFragment({
  name: 'start_result',
  returns: columns<{ started: boolean; ended: EndedGrant[] }>('started', 'ended'),
  reads: [started, attemptGrants],
  sql: (_addParameter, _input: object, [attempt, grants]) => `
    SELECT ${attempt.exists} AS started, (SELECT coalesce(json_agg(e), '[]') FROM ${grants.as('e').from}) AS ended`,
});

/** Starts a new sign-in. The grant of the previous sign-in ends. */
export const startAttempt = defineStatement(
  [grantOfAttempt, attemptGrants, attemptGrantsEnded, usableSet, started, recordChange(started), startResult],
  startResult,
);

export const spendState = defineStatement([stateSpent], stateSpent);

const lockTaker = defineStatement([attemptLocked], attemptLocked);
const insertGrant = defineStatement([grantInserted]);
const findGrant = defineStatement([grantFound], grantFound);
const chooseBusiness = defineStatement([
  attemptChoosing,
  pendingExplained(attemptChoosing),
  recordChange(attemptChoosing),
]);

/** Inserts a grant together with the attempt that takes it. False: nothing takes it. A second run changes nothing. */
export async function takeGrant(
  tx: Transaction,
  taking: InputOf<typeof insertGrant> & InputOf<typeof chooseBusiness>,
): Promise<boolean> {
  const [taker] = await executeStatement(tx, lockTaker, taking);
  if (taker === undefined) return (await executeStatement(tx, findGrant, taking)).length > 0;
  await executeStatement(tx, insertGrant, taking);
  await executeStatement(tx, chooseBusiness, taking);
  return true;
}

export const storeBusinesses = defineStatement([businessesKept]);

const [linkGrants, linkGrantsEnded] = endingGrants(grantOfLink);

/** Links with the attempt's grant. Returns the link's earlier grant, whose access was lost. */
export const completeLink = defineStatement(
  [
    grantOfLink,
    linkGrants,
    linkGrantsEnded,
    linkCompleted,
    refreshAttemptsEnded(linkCompleted),
    attemptDone,
    recordChange(linkCompleted),
  ],
  linkGrants,
);

export const noteReason = defineStatement([reasonNoted, pendingExplained(reasonNoted), recordChange(reasonNoted)]);

const allGrants = grantsOfLinkAndAttempt(keyHeld);
const [unlinkedGrants, unlinkedGrantsEnded] = endingGrants(allGrants);
const unlinked = linkUnlinked(unlinkedGrants, keyHeld);
const unlinkedAttemptEnded = attemptEnded(unlinkedGrants, keyHeld);

/** An attempt that ends alone is no news: the workspace ends it, and the link is as it was. */
const recordUnlinked = recordChangeOf(
  companyNameOfLink,
  () => `(SELECT ${toldAsJson('u')} FROM ${new Reference(unlinked).as('u').from})`,
);

/** Unlinks, and ends the attempt, if the caller's key is still valid. Returns their grants. */
export const unlink = defineStatement(
  [
    keyHeld,
    allGrants,
    unlinkedGrants,
    unlinkedGrantsEnded,
    unlinked,
    unlinkedAttemptEnded,
    recordUnlinked(unlinked, unlinkedAttemptEnded),
  ],
  unlinkedGrants,
);

/** Records a refused request. Changes nothing else. */
export const recordRefusal = defineStatement([recordChange()]);
