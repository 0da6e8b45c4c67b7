import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import type { Transaction } from '../../src/infra/database/database.js';
import { columns, defineFragment, defineStatement, executeStatement } from '../../src/infra/database/statement.js';
import { newId } from '../../src/infra/ids/ids.js';
import { usableSet } from '../../src/integrations/integration-setting.repository.js';
import { LINK_REASONS, LINK_STATUSES, type LinkStatus, statusesBefore } from '../../src/links/company-link.rules.js';
import { linkCompleted, linkUnlinked } from '../../src/links/company-link-changes.repository.js';
import { grantOfAttempt, grantOfLink } from '../../src/links/grant-selectors.repository.js';
import { ATTEMPT_STEPS, type AttemptStep, stepsBefore } from '../../src/links/link-attempt.rules.js';
import { attemptEnded, attemptStarted, type EndReason } from '../../src/links/link-attempt-changes.repository.js';
import { attemptChoosing, attemptDone } from '../../src/links/link-attempt-choice.repository.js';
import { linkLost, linkRecovered } from '../../src/links/link-holders.repository.js';
import { endingGrants } from '../../src/tokens/grant/grant-end.repository.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { SAGE } from '../support/sage.js';

let database: TestDatabase;
let client: pg.PoolClient;
let db: Transaction;
beforeAll(async () => {
  database = await createDatabase();
  client = await database.admin.connect();
  // Rows of one table at a time: foreign keys are not looked at, every CHECK is.
  await client.query('SET session_replication_role = replica');
  db = {
    now: new Date().toISOString(),
    atCommit: () => undefined,
    query: async <Row>(text: string, values?: readonly unknown[]) =>
      (await client.query(text, [...(values ?? [])])).rows as Row[],
  };
});
afterAll(async () => {
  client.release(true);
  await database.drop();
});

const [workspaceId, setId, linkId, attemptId] = [newId(), newId(), newId(), newId()];
const [grantOfTheLink, grantOfTheAttempt] = [newId(), newId()];
const stateHash = Buffer.alloc(32, 1);

/** Does it, and takes it back. */
async function andBack<T>(work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  return work().finally(() => client.query('ROLLBACK'));
}

const insertLinkAs = (status: string, reason: string) =>
  client.query(
    `INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, search_name, integration_key, status, status_reason, grant_id, business_id)
     VALUES ($1, $2, $2, 'company', $3, $4, $5, CASE WHEN $4 IN ('LINKED', 'DEAUTHORIZED') THEN $6::uuid END, 'business')`,
    [workspaceId, linkId, SAGE, status, reason, grantOfTheLink],
  );

const insertAttemptAt = (step: AttemptStep) =>
  client.query(
    `INSERT INTO ledgerlink.link_attempt (workspace_id, id, link_id, step, url_hash, state_hash, state_used_at, expires_at, actor,
            credential_set_id, held_set_id, grant_id)
     VALUES ($1, $2, $3, $4, $5, $5, now(), now() + interval '1 h', 'customer', $6,
             CASE WHEN $4 IN ('STARTED', 'CHOOSING') THEN $6::uuid END, CASE WHEN $4 = 'CHOOSING' THEN $7::uuid END)`,
    [workspaceId, attemptId, linkId, step, stateHash, setId, grantOfTheAttempt],
  );

const insertGrants = () =>
  client.query(
    `INSERT INTO ledgerlink.platform_grant (workspace_id, id, integration_key, credential_set_id, held_set_id, country_code,
            pair_id, access_expires_at, keep_alive_at)
     SELECT $1, id, $3, $2, $2, '', id, now(), now() FROM unnest($4::uuid[]) AS id`,
    [workspaceId, setId, SAGE, [grantOfTheLink, grantOfTheAttempt]],
  );

const insertUsableSet = () =>
  client.query(
    `WITH setting AS (INSERT INTO ledgerlink.integration_setting (workspace_id, integration_key, enabled) VALUES ($1, $3, true))
     INSERT INTO ledgerlink.credential_set (workspace_id, id, integration_key, api_version, client_id, status, saved_by)
     VALUES ($1, $2, $3, '', '', 'CURRENT', '')`,
    [workspaceId, setId, SAGE],
  );

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
