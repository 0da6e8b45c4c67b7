import { afterAll, beforeAll } from '@jest/globals';
import type pg from 'pg';
import type { Transaction } from '../../src/infra/database/database.js';
import { newId } from '../../src/infra/ids/ids.js';
import type { AttemptStep } from '../../src/links/link-attempt.rules.js';
import { createDatabase } from './database.js';
import { SAGE } from './sage.js';

/** The ids of the rows that `useLinkRows` inserts: one of each table. */
export const LINK_ROWS = {
  workspaceId: newId(),
  setId: newId(),
  linkId: newId(),
  attemptId: newId(),
  grantOfTheLink: newId(),
  grantOfTheAttempt: newId(),
  stateHash: Buffer.alloc(32, 1),
} as const;

const { workspaceId, setId, linkId, attemptId, grantOfTheLink, grantOfTheAttempt, stateHash } = LINK_ROWS;

/**
 * A database, and one transaction at a time in it, for statements that are tried on rows in every state. Foreign keys are
 * not looked at, so that each table can be filled alone; every CHECK is. What is sent with the COMMIT runs at once.
 */
export function useLinkRows() {
  let client: pg.PoolClient;
  let database: Awaited<ReturnType<typeof createDatabase>>;
  beforeAll(async () => {
    database = await createDatabase();
    client = await database.admin.connect();
    await client.query('SET session_replication_role = replica');
  });
  afterAll(async () => {
    client.release(true);
    await database.drop();
  });
  let atCommit: (() => Promise<unknown>)[] = [];
  const db: Transaction = {
    now: new Date().toISOString(),
    atCommit: (text, values) => void atCommit.push(() => client.query(text, [...values])),
    query: async <Row>(text: string, values?: readonly unknown[]) =>
      (await client.query(text, [...(values ?? [])])).rows as Row[],
  };
  return {
    db,
    query: async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows,
    /** Runs what was to be sent with the COMMIT. */
    async finish() {
      for (const run of atCommit.splice(0)) await run();
    },
    /** Does it, and takes it back. */
    async andBack<T>(work: () => Promise<T>): Promise<T> {
      atCommit = [];
      await client.query('BEGIN');
      return work().finally(() => client.query('ROLLBACK'));
    },
    insertLinkAs: (status: string, reason: string) =>
      client.query(
        `INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, search_name, integration_key, status, status_reason, grant_id, business_id)
         VALUES ($1, $2, $2, 'company', $3, $4, $5, CASE WHEN $4 IN ('LINKED', 'DEAUTHORIZED') THEN $6::uuid END, 'business')`,
        [workspaceId, linkId, SAGE, status, reason, grantOfTheLink],
      ),
    insertAttemptAt: (step: AttemptStep) =>
      client.query(
        `INSERT INTO ledgerlink.link_attempt (workspace_id, id, link_id, step, url_hash, state_hash, state_used_at, expires_at, actor,
                credential_set_id, held_set_id, grant_id)
         VALUES ($1, $2, $3, $4, $5, $5, now(), now() + interval '1 h', 'customer', $6,
                 CASE WHEN $4 IN ('STARTED', 'CHOOSING') THEN $6::uuid END, CASE WHEN $4 = 'CHOOSING' THEN $7::uuid END)`,
        [workspaceId, attemptId, linkId, step, stateHash, setId, grantOfTheAttempt],
      ),
    /** The grant of the link is in `state`, that of the attempt is active. */
    insertGrants: (state = 'ACTIVE') =>
      client.query(
        `INSERT INTO ledgerlink.platform_grant (workspace_id, id, integration_key, credential_set_id, held_set_id, country_code,
                pair_id, access_expires_at, keep_alive_at, refresh_expires_at, state)
         SELECT $1, id, $3, $2, $2, '', id, now(), now(), now(), CASE WHEN id = $5::uuid THEN $6 ELSE 'ACTIVE' END
           FROM unnest($4::uuid[]) AS id`,
        [workspaceId, setId, SAGE, [grantOfTheLink, grantOfTheAttempt], grantOfTheLink, state],
      ),
    insertUsableSet: () =>
      client.query(
        `WITH setting AS (INSERT INTO ledgerlink.integration_setting (workspace_id, integration_key, enabled) VALUES ($1, $3, true))
         INSERT INTO ledgerlink.credential_set (workspace_id, id, integration_key, api_version, client_id, status, saved_by)
         VALUES ($1, $2, $3, '', '', 'CURRENT', '')`,
        [workspaceId, setId, SAGE],
      ),
  };
}
