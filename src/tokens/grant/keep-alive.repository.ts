import { claimProbe, findSetsToTry, isRecheckDue } from '../../credentials/credential-health.repository.js';
import { joinSet, setsAs } from '../../credentials/credential-set.repository.js';
import type { RefreshTiming } from '../../infra/config/config-values.js';
import { NOW, readClock } from '../../infra/database/clock.js';
import type { Db } from '../../infra/database/database.js';
import { isInShare, type WorkShare } from '../../infra/database/work-share.js';
import type { DueKind, DueSets, SetRef } from './due-sets.rules.js';
import type { GrantRef } from './grant.outcomes.js';
import { leaseIsFreeSql } from './grant-condition.repository.js';

type DueGrant = GrantRef & SetRef;

/** A search for due grants: the order is that of an index of the grants of a set, so that it reads no more than it finds. */
interface Search {
  readonly order: string;
  readonly due: string;
}

const DUE_AT = 'greatest(g.keep_alive_at, g.next_try_at)';
const isIdle = `g.state = 'ACTIVE' AND ${DUE_AT} <= ${NOW}`;
const isExpired = `g.state = 'ACTIVE' AND g.refresh_expires_at <= ${NOW}`;

/** Their tokens end within three days: after a long outage they go first, because a backlog may take longer. */
const ENDING: Search = {
  order: 'g.refresh_expires_at',
  due: `${isIdle} AND s.faulty_since IS NULL
        AND g.refresh_expires_at > ${NOW} AND g.refresh_expires_at <= ${NOW} + interval '3 days'`,
};

const SEARCHES: Readonly<Record<DueKind, readonly Search[]>> = {
  idle: [ENDING, { order: DUE_AT, due: `${isIdle} AND s.faulty_since IS NULL` }],
  expired: [{ order: 'g.refresh_expires_at', due: isExpired }],
  recheck: [
    {
      order: 'g.refused_at',
      due: `g.state = 'DEAUTHORIZED' AND g.next_try_at <= ${NOW} AND s.faulty_since IS NULL AND ${isRecheckDue('s', 'g.refused_at', NOW)}`,
    },
  ],
};

interface Batch extends DueSets {
  readonly share: WorkShare;
  readonly limit: number;
  readonly timing: RefreshTiming;
}

/**
 * Due grants of these sets in a share, up to `limit`. Those of one set are the first of their index, or the last where
 * another process works on them from the beginning; those of several are any.
 */
export async function findDueGrants(db: Db, batch: Batch): Promise<DueGrant[]> {
  const found = new Map<string, DueGrant>();
  for (const search of SEARCHES[batch.kind].slice(batch.helping ? -1 : 0)) {
    for (const grant of await searchGrants(db, batch, search)) found.set(grant.grantId, grant);
    if (found.size >= batch.limit) break;
  }
  return [...found.values()].slice(0, batch.limit);
}

function searchGrants(
  db: Db,
  { sets, helping, share, limit, timing }: Batch,
  { order, due }: Search,
): Promise<DueGrant[]> {
  const [only] = sets;
  const isOne = only !== undefined && sets.length === 1;
  const values: unknown[] = isOne
    ? [only.workspaceId, only.setId, limit]
    : [[...new Set(sets.map(({ workspaceId }) => workspaceId))], sets.map(({ setId }) => setId), limit];
  const [workspaces, ids] = isOne ? ['$1', '$2'] : ['ANY($1)', 'ANY($2)'];
  const addParameter = (value: unknown) => `$${values.push(value)}`;
  const isMine = (): string =>
    `AND ${isInShare('g.id', { count: addParameter(share.count), index: addParameter(share.index) })}`;
  return db.query<DueGrant>(
    `SELECT g.workspace_id AS "workspaceId", g.id AS "grantId", g.held_set_id AS "setId"
       FROM ledgerlink.platform_grant g ${joinSet('s', 'g', isOne ? '$1' : 'g.workspace_id')}
      WHERE g.workspace_id = ${workspaces} AND g.held_set_id = ${ids} AND ${due}
        AND ${leaseIsFreeSql(addParameter, timing, NOW)} ${share.count > 1 ? isMine() : ''}
      ${isOne ? `ORDER BY ${order} ${helping ? 'DESC' : ''}` : ''} LIMIT $3`,
    values,
  );
}

/** A condition: a grant of the set `s` is due by `due`. `workspace` is the parameter. */
const hasGrant = (s: string, workspace: string, due: string): string =>
  `EXISTS (SELECT FROM ledgerlink.platform_grant g
            WHERE g.workspace_id = ${workspace} AND g.held_set_id = ${s}.id AND ${due})`;

const setsWith = (db: Db, workspaceIds: readonly string[], due: string): Promise<SetRef[]> =>
  db.query<SetRef>(
    `SELECT s.workspace_id AS "workspaceId", s.id AS "setId" FROM ${setsAs('s')}
      WHERE s.workspace_id = ANY($1) AND ${hasGrant('s', 's.workspace_id', due)}`,
    [workspaceIds],
  );

/** What is due in a page of workspaces: sets with due grants, and the faulty sets whose keys are tried again. */
export async function findDueSets(
  db: Db,
  workspaceIds: readonly string[],
): Promise<{ due: DueSets[]; probes: SetRef[] }> {
  const toTry = await findSetsToTry(db, workspaceIds);
  const rechecks = toTry.filter(({ isFaulty }) => !isFaulty);
  const due: DueSets[] = [
    ...rechecks.map((set): DueSets => ({ kind: 'recheck', sets: [set] })),
    { kind: 'idle', sets: await setsWith(db, workspaceIds, `s.faulty_since IS NULL AND ${isIdle}`) },
    { kind: 'expired', sets: await setsWith(db, workspaceIds, isExpired) },
  ];
  return { due: due.filter(({ sets }) => sets.length > 0), probes: toTry.filter(({ isFaulty }) => isFaulty) };
}

/** The grant of a faulty set that may be presented and has waited longest. */
async function findGrantToProbe(
  db: Db,
  { workspaceId, setId }: SetRef,
  timing: RefreshTiming,
): Promise<GrantRef | undefined> {
  const values: unknown[] = [workspaceId, setId];
  const leaseIsFree = leaseIsFreeSql((value) => `$${values.push(value)}`, timing, NOW);
  const [grant] = await db.query<{ grantId: string }>(
    `SELECT g.id AS "grantId" FROM ledgerlink.platform_grant g
      WHERE g.workspace_id = $1 AND g.held_set_id = $2 AND g.state = 'ACTIVE' AND g.next_try_at <= ${NOW}
        AND ${leaseIsFree} AND (g.refresh_expires_at IS NULL OR g.refresh_expires_at > ${NOW})
      ORDER BY g.next_try_at LIMIT 1`,
    values,
  );
  return grant && { workspaceId, ...grant };
}

/** Claims a faulty set that is due for another try. Returns the grant to try the keys with. */
export async function claimGrantToProbe(db: Db, set: SetRef, timing: RefreshTiming): Promise<GrantRef | undefined> {
  const grant = await findGrantToProbe(db, set, timing);
  return grant !== undefined && (await claimProbe(db, set, await readClock(db))) ? grant : undefined;
}
