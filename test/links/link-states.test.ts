import { describe, expect, test } from '@jest/globals';
import { columns, defineFragment, defineStatement, executeStatement } from '../../src/infra/database/statement.js';
import { usableSet } from '../../src/integrations/integration-setting.repository.js';
import { LINK_REASONS, LINK_STATUSES, type LinkStatus, statusesBefore } from '../../src/links/company-link.rules.js';
import { linkCompleted, linkUnlinked } from '../../src/links/company-link-changes.repository.js';
import { grantOfAttempt, grantOfLink } from '../../src/links/grant-selectors.repository.js';
import { ATTEMPT_STEPS, type AttemptStep, stepsBefore } from '../../src/links/link-attempt.rules.js';
import { attemptEnded, attemptStarted, type EndReason } from '../../src/links/link-attempt-changes.repository.js';
import { attemptChoosing, attemptDone } from '../../src/links/link-attempt-choice.repository.js';
import { linkLost, linkRecovered } from '../../src/links/link-holders.repository.js';
import { endingGrants } from '../../src/tokens/grant/grant-end.repository.js';
import { LINK_ROWS, useLinkRows } from '../support/link-rows.js';
import { SAGE } from '../support/sage.js';

const { db, andBack, insertLinkAs, insertAttemptAt, insertGrants, insertUsableSet } = useLinkRows();
const { workspaceId, setId, linkId, attemptId, grantOfTheLink, grantOfTheAttempt, stateHash } = LINK_ROWS;

describe('the database', () => {
  const everyReason = Object.values(LINK_REASONS).flat();
  const takes = (status: string, reason: string) =>
    andBack(() =>
      insertLinkAs(status, reason).then(
        () => true,
        (error: { constraint?: string }) => {
          expect(error.constraint).toBe('company_link_reason_of_status');
          return false;
        },
      ),
    );

  test.each(LINK_STATUSES)('takes a link that is %s with exactly the reasons of the rules', async (status) => {
    const taken: string[] = [];
    for (const reason of everyReason) if (await takes(status, reason)) taken.push(reason);
    expect(taken).toEqual(LINK_REASONS[status]);
  });

  test('takes no other status or reason', async () => {
    expect([await takes('LOST', 'LINKED'), await takes('LINKED', 'LOST'), await takes('LINKED', 'LINKED')]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('the statement that moves a link', () => {
  const business = { id: 'business', name: 'Business', countryCode: null, isLead: true };
  const lost = defineFragment({
    name: 'held_grant',
    returns: columns<{ id: string; reason: string }>('id', 'reason'),
    sql: (addParameter) => `SELECT ${addParameter(grantOfTheLink)}::uuid AS id, 'REVOKED_OR_EXPIRED' AS reason`,
  });
  const [endedGrants, grantsEnded] = endingGrants(grantOfLink);
  const unlinked = linkUnlinked(endedGrants);
  const deauthorized = linkLost(lost);
  const recovered = linkRecovered(lost);
  const complete = defineStatement([linkCompleted], linkCompleted);
  const unlink = defineStatement([grantOfLink, endedGrants, grantsEnded, unlinked], unlinked);
  const lose = defineStatement([lost, deauthorized], deauthorized);
  const recover = defineStatement([lost, recovered], recovered);
  const ids = { workspaceId, linkId, attemptId };
  const moves: readonly [string, () => Promise<object[]>, readonly LinkStatus[]][] = [
    [
      'to LINKED',
      () => executeStatement(db, complete, { ...ids, reason: 'LINKED', business }),
      statusesBefore('LINKED'),
    ],
    ['to UNLINKED', () => executeStatement(db, unlink, ids), statusesBefore('UNLINKED')],
    ['to DEAUTHORIZED', () => executeStatement(db, lose, ids), statusesBefore('DEAUTHORIZED')],
    // An answer that came late repairs what was lost, and nothing else.
    ['back to LINKED', () => executeStatement(db, recover, ids), ['DEAUTHORIZED']],
  ];

  test.each(moves)('%s does so from where the rules let it', async (_where, move, from) => {
    const moved: string[] = [];
    for (const status of LINK_STATUSES) {
      const rows = await andBack(async () => {
        await insertLinkAs(status, LINK_REASONS[status][0]);
        await insertAttemptAt('CHOOSING');
        await insertGrants();
        return move();
      });
      if (rows.length > 0) moved.push(status);
    }
    expect(moved).toEqual(from);
  });
});

describe('the statement that moves an attempt', () => {
  const only = { attemptId, stateHash };
  const [endedGrants, grantsEnded] = endingGrants(grantOfAttempt);
  const ended = attemptEnded(endedGrants);
  const started = attemptStarted(endedGrants);
  const end = defineStatement([grantOfAttempt, endedGrants, grantsEnded, ended], ended);
  const begin = defineStatement([grantOfAttempt, endedGrants, grantsEnded, usableSet, started], started);
  const choose = defineStatement([attemptChoosing], attemptChoosing);
  const finish = defineStatement([attemptDone], attemptDone);
  const ids = { workspaceId, linkId, attemptId, setId };
  const ending = (reason: EndReason) => () => executeStatement(db, end, { ...ids, only, ...reason });
  const start = {
    ...{ integrationKey: SAGE, countryCode: null, browserHash: stateHash, stateHash, stateMinutes: 10 },
    ...{ verifierSealed: '', redirectUri: '' },
  };
  const moves: readonly [AttemptStep, () => Promise<object[]>][] = [
    ['CREATED', ending({ step: 'CREATED', reason: 'NO_BUSINESS' })],
    ['STARTED', () => executeStatement(db, begin, { ...ids, ...start })],
    ['CHOOSING', () => executeStatement(db, choose, { ...ids, stateHash, grantId: grantOfTheAttempt })],
    ['DONE', () => executeStatement(db, finish, { ...ids, reason: 'LINKED' })],
    ['FAILED', ending({ step: 'FAILED', reason: 'UNLINKED_BY_WORKSPACE' })],
    ['EXPIRED', ending({ step: 'EXPIRED', reason: 'LINK_EXPIRED' })],
  ];

  test.each(moves)('to %s does so from where the rules let it', async (to, move) => {
    const moved: string[] = [];
    for (const step of ATTEMPT_STEPS) {
      const rows = await andBack(async () => {
        await insertAttemptAt(step);
        await insertGrants();
        await insertUsableSet();
        return move();
      });
      if (rows.length > 0) moved.push(step);
    }
    expect(moved).toEqual(stepsBefore(to));
  });
});
