// The statements that change links and attempts. Each is made of fragments that the owners of the tables export, and is
// one round trip: a process that stops during it leaves no lock behind.
import { recordChange } from '../audit/audit-event.repository.js';
import { columns, defineFragment, defineStatement } from '../infra/database/statement.js';
import { usableSet } from '../integrations/integration-setting.repository.js';
import {
  linkCompleted,
  linkCut,
  linkInserted,
  pendingExplained,
} from '../links/company-link-changes.repository.js';
import { grantOfAttempt, grantOfLink, grantsOfLinkAndAttempt } from '../links/grant-selectors.repository.js';
import {
  attemptEnded,
  attemptInserted,
  attemptStarted,
  stateSpent,
} from '../links/link-attempt-changes.repository.js';
import {
  attemptChoosing,
  attemptDone,
  businessesKept,
  reasonNoted,
} from '../links/link-attempt-choice.repository.js';
import type { EndedGrant } from '../tokens/grant/grant.outcomes.js';
import { endingGrants } from '../tokens/grant/grant-end.repository.js';
import { refreshAttemptsEnded } from '../tokens/grant/grant-joins.repository.js';
import { insertingGrant } from '../tokens/grant/grant-store.repository.js';
import { keyHeld } from '../workspaces/api-key.repository.js';

export const makeLink = defineStatement([linkInserted]);

const [attemptGrants, attemptGrantsEnded] = endingGrants(grantOfAttempt);
const openAttemptEnded = attemptEnded(attemptGrants);
const endingAttempt = [grantOfAttempt, attemptGrants, attemptGrantsEnded, openAttemptEnded] as const;

/** A new URL: the attempt that was under way ends. Returns the grants that it held. */
export const replaceAttempt = defineStatement(
  [...endingAttempt, attemptInserted(openAttemptEnded), pendingExplained(), recordChange()],
  attemptGrants,
);

/** An attempt ends, or returns to its beginning; a link that was never made says why. Returns the grants it held. */
export const endAttempt = defineStatement(
  [...endingAttempt, pendingExplained(openAttemptEnded), recordChange(openAttemptEnded)],
  attemptGrants,
);

/** The same where another request has made or cut the link, which then says so itself. */
export const endAttemptSilently = defineStatement(
  [...endingAttempt, recordChange(openAttemptEnded)],
  attemptGrants,
);

const started = attemptStarted(attemptGrants);
const startResult = defineFragment({
  name: 'start_result',
  returns: columns<{ started: boolean; ended: EndedGrant[] }>('started', 'ended'),
  reads: [started, attemptGrants],
  sql: (_addParameter, _input: object, [attempt, grants]) => `
    SELECT ${attempt.exists} AS started, (SELECT coalesce(json_agg(e), '[]') FROM ${grants.as('e').from}) AS ended`,
});

/** A new round through the platform; the grant of the round before ends. */
export const startAttempt = defineStatement(
  [grantOfAttempt, attemptGrants, attemptGrantsEnded, usableSet, started, recordChange(started), startResult],
  startResult,
);

export const spendState = defineStatement([stateSpent], stateSpent);

const [grantInserted, grantPresent] = insertingGrant(attemptChoosing);

/** A new grant and the attempt that takes it over. A row where the grant is there. */
export const takeGrant = defineStatement(
  [
    attemptChoosing,
    pendingExplained(attemptChoosing),
    recordChange(attemptChoosing),
    grantInserted,
    grantPresent,
  ],
  grantPresent,
);

export const keepBusinesses = defineStatement([businessesKept]);

const [linkGrants, linkGrantsEnded] = endingGrants(grantOfLink);

/** The link is made with what the attempt holds. Returns the grant that the link held before: a lost access. */
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

export const noteReason = defineStatement([
  reasonNoted,
  pendingExplained(reasonNoted),
  recordChange(reasonNoted),
]);

const allGrants = grantsOfLinkAndAttempt(keyHeld);
const [cutGrants, cutGrantsEnded] = endingGrants(allGrants);
const cut = linkCut(cutGrants, keyHeld);
const cutAttemptEnded = attemptEnded(cutGrants, keyHeld);

/** The link is cut and its attempt ends, if the caller's key is still valid. Returns the grants that they held. */
export const cutLink = defineStatement(
  [keyHeld, allGrants, cutGrants, cutGrantsEnded, cut, cutAttemptEnded, recordChange(cut, cutAttemptEnded)],
  cutGrants,
);

/** Something was refused; nothing else is changed. */
export const recordRefusal = defineStatement([recordChange()]);
