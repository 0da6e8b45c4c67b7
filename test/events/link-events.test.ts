import { describe, expect, test } from '@jest/globals';
import { auditEntry } from '../../src/audit/audit.service.js';
import type { AuditAction } from '../../src/audit/audit-event.rules.js';
import { executeStatement } from '../../src/infra/database/statement.js';
import { newId, toGlobalId } from '../../src/infra/ids/ids.js';
import { grantStatements } from '../../src/linking/grant-holders.repository.js';
import {
  completeLink,
  endAttempt,
  endAttemptSilently,
  makeWay,
  noteReason,
  recordRefusal,
  startAttempt,
  takeGrant,
  unlink,
} from '../../src/linking/link-statements.repository.js';
import { LINK_REASONS, LINK_STATUSES, type LinkStatus, statusesBefore } from '../../src/links/company-link.rules.js';
import { ATTEMPT_STEPS } from '../../src/links/link-attempt.rules.js';
import { randomOf } from '../datasets/pull-model.js';
import { LINK_ROWS, useLinkRows } from '../support/link-rows.js';
import { SAGE } from '../support/sage.js';

const rows = useLinkRows();
const { db } = rows;
const { workspaceId, linkId, attemptId, setId, grantOfTheLink, grantOfTheAttempt, stateHash } = LINK_ROWS;

const entriesOf = (action: AuditAction) => [auditEntry({ actor: 'a', requestId: 'r' }, action, linkId, [])];
const ids = { workspaceId, linkId, attemptId, setId, apiKeyId: null, integrationKey: SAGE };
const only = { attemptId, stateHash };
const pair = {
  ...{ pairId: newId(), access: 'a', refresh: 'r', at: db.now },
  life: { access: 300, refresh: 3000, keepAlive: 1000 },
};
const grant = { workspaceId, grantId: grantOfTheLink };
const attempt = { rotation: 1, generation: 0, pendingPresentations: 1 };
const start = {
  ...{ countryCode: null, browserHash: stateHash, stateHash, stateMinutes: 10, verifierSealed: '', redirectUri: '' },
  entries: entriesOf('link.started'),
};
const taking = {
  ...{ ...ids, grantId: grantOfTheAttempt, stateHash, countryCode: null, platformUserId: null, pair },
  ...{ reason: 'AWAITING_CHOICE' as const, entries: entriesOf('link.choosing') },
};

/** Every statement that changes a link or an attempt, as the services run it. */
const STATEMENTS: Readonly<Record<string, (status: LinkStatus) => Promise<unknown>>> = {
  'is linked': (status) => {
    const reason = status === 'PENDING' ? 'LINKED' : 'RELINKED';
    const business = { id: 'business', name: 'Business', countryCode: null, isLead: true };
    const entries = entriesOf(reason === 'LINKED' ? 'link.linked' : 'link.relinked');
    return executeStatement(db, completeLink, { ...ids, reason, business, entries });
  },
  'is unlinked': () =>
    executeStatement(db, unlink, {
      ...{ ...ids, step: 'FAILED', reason: 'UNLINKED_BY_WORKSPACE', entries: entriesOf('link.unlinked') },
    }),
  'loses its grant': () =>
    executeStatement(db, grantStatements.deauthorize, { ...grant, attempt, reason: 'REVOKED_OR_EXPIRED' }),
  'loses its grant to time': () => {
    const timing = { leaseMs: 1, gateMs: 1, waitMs: 1, settleMs: 1 };
    return executeStatement(db, grantStatements.expire, { ...grant, timing });
  },
  'has its tokens renewed': () => executeStatement(db, grantStatements.renew, { ...grant, attempt, pair }),
  'has tokens whose revocation is confirmed': () => executeStatement(db, grantStatements.recordRevoked, grant),
  'recovers its grant': () => executeStatement(db, grantStatements.recover, { ...grant, attempt, pair }),
  'has a sign-in that failed': () =>
    executeStatement(db, endAttempt, {
      ...ids,
      only,
      step: 'CREATED',
      reason: 'NO_BUSINESS',
      entries: entriesOf('link.failed'),
    }),
  'has a URL that expired': () =>
    executeStatement(db, endAttempt, {
      ...ids,
      only,
      step: 'EXPIRED',
      reason: 'LINK_EXPIRED',
      entries: entriesOf('link.failed'),
    }),
  'has an attempt that another overtook': () =>
    executeStatement(db, endAttemptSilently, {
      ...ids,
      only,
      step: 'FAILED',
      reason: 'LINKED',
      entries: entriesOf('link.failed'),
    }),
  'has a choice that is refused': () =>
    executeStatement(db, noteReason, { ...ids, reason: 'NO_ACTIVE_SUBSCRIPTION', entries: entriesOf('link.failed') }),
  'gets a new URL': () =>
    executeStatement(db, makeWay, {
      ...{ ...ids, step: 'FAILED', reason: 'LINK_REQUESTED', entries: entriesOf('link.requested') },
    }),
  'has a sign-in that starts': () => executeStatement(db, startAttempt, { ...ids, ...start }),
  'has a sign-in that leads to a choice': () => takeGrant(db, taking),
  'has a visit that is refused': () =>
    executeStatement(db, recordRefusal, { workspaceId, entries: entriesOf('link.refused') }),
};

/** The event of each change of a link's status, as `src/links/company-link.rules.ts` allows them. */
const EVENT_OF: Readonly<Record<string, string>> = {
  'PENDING to LINKED': 'LINK_LINKED',
  'PENDING to UNLINKED': 'LINK_UNLINKED',
  'LINKED to UNLINKED': 'LINK_UNLINKED',
  'LINKED to DEAUTHORIZED': 'LINK_DEAUTHORIZED',
  'UNLINKED to LINKED': 'LINK_RELINKED',
  'DEAUTHORIZED to UNLINKED': 'LINK_UNLINKED',
  'DEAUTHORIZED to LINKED, RELINKED': 'LINK_RELINKED',
  'DEAUTHORIZED to LINKED, RECOVERED': 'LINK_RECOVERED',
};
const FAILING = ['CUSTOMER_CANCELLED', 'NO_BUSINESS', 'LINK_EXPIRED', 'LINKED', 'NO_ACTIVE_SUBSCRIPTION'];

const linkNow = async () =>
  (await rows.query('SELECT status, status_reason AS reason FROM ledgerlink.company_link'))[0];
const attemptNow = async () => (await rows.query('SELECT step, reason FROM ledgerlink.link_attempt'))[0];
const events = () => rows.query('SELECT no, type, link_id, payload FROM ledgerlink.event ORDER BY no');
const payloadOf = (reason: string) => ({
  linkId: toGlobalId('CompanyLink', linkId),
  companyId: toGlobalId('Company', linkId),
  integrationKey: SAGE,
  reason,
});

/** Statements in a row, twenty in the life of a link. */
const STEPS = 600;

/** A new attempt of a link, at any step, and a grant as the link's status needs it. Answers the attempt. */
async function nextAttempt(status: LinkStatus, pick: (below: number) => number) {
  for (const table of ['link_attempt', 'platform_grant']) await rows.query(`DELETE FROM ledgerlink.${table}`);
  // Only a choice can become a link, so that it is tried more often.
  await rows.insertAttemptAt(pick(2) === 0 ? 'CHOOSING' : (ATTEMPT_STEPS[pick(ATTEMPT_STEPS.length)] ?? 'CREATED'));
  await rows.insertGrants(status === 'DEAUTHORIZED' ? 'DEAUTHORIZED' : 'ACTIVE');
  await rows.query('UPDATE ledgerlink.company_link SET grant_id = $1 WHERE grant_id IS NOT NULL', [grantOfTheLink]);
  return attemptNow();
}

/** Tries a statement on a link and an attempt of every state. Answers the changes and the events that it made. */
async function* allRuns(run: (status: LinkStatus) => Promise<unknown>) {
  for (const status of LINK_STATUSES)
    for (const step of ATTEMPT_STEPS)
      yield await rows.andBack(async () => {
        await rows.insertLinkAs(status, LINK_REASONS[status][0]);
        await rows.insertAttemptAt(step);
        await rows.insertGrants(status === 'DEAUTHORIZED' ? 'DEAUTHORIZED' : 'ACTIVE');
        await rows.insertUsableSet();
        const before = { link: await linkNow(), attempt: await attemptNow() };
        await run(status);
        await rows.finish();
        return { before, after: { link: await linkNow(), attempt: await attemptNow() }, events: await events() };
      });
}

describe('a link that', () => {
  const seen = new Set<string>();

  test.each(Object.entries(STATEMENTS))(
    '%s makes one event for a change of its status, and no other',
    async (_, run) => {
      for await (const { before, after, events } of allRuns(run)) {
        const change = `${before.link.status} to ${after.link.status}`;
        const [event] = events;
        expect(events.length).toBeLessThanOrEqual(1);
        if (before.link.status !== after.link.status) {
          const named = EVENT_OF[change] ? change : `${change}, ${after.link.reason}`;
          seen.add(named);
          expect([change, event]).toEqual([
            change,
            { no: '1', type: EVENT_OF[named], link_id: linkId, payload: payloadOf(after.link.reason) },
          ]);
        } else if (event !== undefined) {
          // Of attempts, those are told that failed, each with its reason.
          const { step, reason } = after.attempt;
          expect(event).toEqual({ no: '1', type: 'LINK_ATTEMPT_FAILED', link_id: linkId, payload: payloadOf(reason) });
          expect(FAILING).toContain(reason);
          expect({ step, reason }).not.toEqual(before.attempt);
        } else if (FAILING.includes(after.attempt.reason)) expect(after.attempt).toEqual(before.attempt);
      }
    },
  );

  test('changes its status in every way of the rules', () => {
    expect([...seen].sort()).toEqual(Object.keys(EVENT_OF).sort());
    const allowed = LINK_STATUSES.flatMap((to) => statusesBefore(to).map((from) => `${from} to ${to}`));
    expect([...new Set([...seen].map((change) => change.split(',')[0]))].sort()).toEqual(allowed.sort());
  });

  test('lives on, statement by statement, makes the events of its changes, in their order, and no other', async () => {
    const [pick, walked, expected] = [randomOf(3), new Set<string>(), [] as object[]];
    const statements = [...Object.values(STATEMENTS), ...Array(4).fill(STATEMENTS['is linked'])];
    await rows.andBack(async () => {
      await rows.insertUsableSet();
      for (let step = 0; step < STEPS; step++) {
        if (step % 20 === 0) {
          await rows.query('DELETE FROM ledgerlink.company_link');
          await rows.insertLinkAs('PENDING', 'LINK_REQUESTED');
        }
        const before = { link: await linkNow(), attempt: await nextAttempt((await linkNow()).status, pick) };
        await statements[pick(statements.length)]?.(before.link.status);
        await rows.finish();
        const [link, attempt] = [await linkNow(), await attemptNow()];
        const change = `${before.link.status} to ${link.status}`;
        const named = EVENT_OF[change] ? change : `${change}, ${link.reason}`;
        const isFailed = FAILING.includes(attempt.reason) && attempt.reason !== before.attempt.reason;
        if (before.link.status !== link.status)
          expected.push({ type: EVENT_OF[named], payload: payloadOf(link.reason) });
        else if (isFailed) expected.push({ type: 'LINK_ATTEMPT_FAILED', payload: payloadOf(attempt.reason) });
        if (before.link.status !== link.status) walked.add(named);
      }
      const made = await events();
      expect(made.map(({ type, payload }) => ({ type, payload }))).toEqual(expected);
      expect(made.map(({ no }) => Number(no))).toEqual(made.map((_, at) => at + 1));
    });
    expect([...walked].sort()).toEqual(Object.keys(EVENT_OF).sort());
  });
});
