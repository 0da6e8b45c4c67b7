import { recordChange } from '../audit/audit-event.repository.js';
import type { Db } from '../infra/database/database.js';
import { columns, defineFragment, defineStatement, type Ids } from '../infra/database/statement.js';
import { isInShare, type WorkShare } from '../infra/database/work-share.js';

export interface WorkspaceRow {
  id: string;
  name: string;
}

const workspaceInserted = defineFragment({
  name: 'workspace_inserted',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, { workspaceId, name }: Ids & { readonly name: string }) => `
    INSERT INTO ledgerlink.workspace (id, name) VALUES (${addParameter(workspaceId)}, ${addParameter(name)})
    ON CONFLICT DO NOTHING RETURNING id`,
});

/** Its event may refer to the workspace that the same statement inserts: foreign keys are checked when it ends. */
export const createWorkspace = defineStatement([workspaceInserted, recordChange(workspaceInserted)]);

/** The oldest workspace that has, or had, a key made by `keyMadeBy`; without one, the oldest of that name. */
export async function findFirstWorkspace(
  db: Db,
  { keyMadeBy, name }: { keyMadeBy: string; name: string },
): Promise<WorkspaceRow | undefined> {
  const [row] = await db.query<WorkspaceRow>(
    `SELECT w.id, w.name FROM ledgerlink.workspace w
       LEFT JOIN ledgerlink.api_key k ON k.workspace_id = w.id AND k.created_by = $1
      WHERE k.id IS NOT NULL OR w.name = $2 ORDER BY k.id IS NOT NULL DESC, w.created_at, w.id LIMIT 1`,
    [keyMadeBy, name],
  );
  return row;
}

const workspaceRenamed = defineFragment({
  name: 'workspace_renamed',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, { workspaceId, name }: Ids & { readonly name: string }) => `
    UPDATE ledgerlink.workspace SET name = ${addParameter(name)}
     WHERE id = ${addParameter(workspaceId)} AND name <> ${addParameter(name)} RETURNING id`,
});

/** Writes neither the name nor an event if the workspace already has this name. */
export const renameWorkspace = defineStatement([workspaceRenamed, recordChange(workspaceRenamed)]);

/** The next workspaces of a share after an id, ordered by id, for work on all workspaces. */
export function workspacesAfter(
  db: Db,
  { count, index }: WorkShare,
  { id, limit }: { readonly id: string; readonly limit: number },
): Promise<WorkspaceRow[]> {
  return db.query<WorkspaceRow>(
    `SELECT id, name FROM ledgerlink.workspace
      WHERE id > $1 AND ${isInShare('id', { count: '$3', index: '$4' })} ORDER BY id LIMIT $2`,
    [id, limit, count, index],
  );
}

const returnUrlsChanged = defineFragment({
  name: 'return_urls_changed',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, { workspaceId, urls }: Ids & { readonly urls: readonly string[] }) => `
    UPDATE ledgerlink.workspace SET return_urls = ${addParameter(urls)}
     WHERE id = ${addParameter(workspaceId)} AND return_urls <> ${addParameter(urls)} RETURNING id`,
});

/** Writes neither the list nor an event if the workspace already has this list. */
export const changeReturnUrls = defineStatement([returnUrlsChanged, recordChange(returnUrlsChanged)]);

export function findReturnUrls(
  db: Db,
  workspaceIds: readonly string[],
): Promise<{ id: string; return_urls: string[] }[]> {
  return db.query('SELECT id, return_urls FROM ledgerlink.workspace WHERE id = ANY($1)', [workspaceIds]);
}

/** JOIN of the workspace `w`. `workspace` is the parameter. */
export const joinWorkspace = (w: string, workspace: string): string =>
  `JOIN ledgerlink.workspace ${w} ON ${w}.id = ${workspace}`;
