import type { Db } from '../infra/database/database.js';
import type { SqlFragment } from '../infra/database/statement.js';

export interface WorkspaceRow {
  id: string;
  name: string;
}

/** An event may refer to the workspace made in the same statement: foreign keys are checked when it ends. */
export const insertWorkspace = ({ id, name }: WorkspaceRow): { workspace: SqlFragment } => ({
  workspace: (addParameter) => `
    INSERT INTO ledgerlink.workspace (id, name) VALUES (${addParameter(id)}, ${addParameter(name)}) ON CONFLICT DO NOTHING RETURNING id`,
});

/** The workspace that has, or had, a key made by somebody; else the one of a name. The oldest of them. */
export async function findFirstWorkspace(
  db: Db,
  { keyMadeBy, name }: { keyMadeBy: string; name: string },
): Promise<WorkspaceRow | undefined> {
  const [row] = await db.query<WorkspaceRow>(
    `SELECT w.id, w.name FROM ledgerlink.workspace w,
            LATERAL (SELECT EXISTS (SELECT FROM ledgerlink.api_key k
                                     WHERE k.workspace_id = w.id AND k.created_by = $1) AS made) k
      WHERE k.made OR w.name = $2 ORDER BY k.made DESC, w.created_at, w.id LIMIT 1`,
    [keyMadeBy, name],
  );
  return row;
}

/** One row where the name becomes another one, none where it was that already. */
export const renameWorkspace = ({ id, name }: WorkspaceRow): { renamed: SqlFragment } => ({
  renamed: (addParameter) => `
    UPDATE ledgerlink.workspace SET name = ${addParameter(name)}
     WHERE id = ${addParameter(id)} AND name <> ${addParameter(name)} RETURNING id`,
});

/** For work that goes through every workspace: the next ones after an id, in order. */
export function workspacesAfter(db: Db, id: string, limit: number): Promise<WorkspaceRow[]> {
  return db.query<WorkspaceRow>(
    'SELECT id, name FROM ledgerlink.workspace WHERE id > $1 ORDER BY id LIMIT $2',
    [id, limit],
  );
}

/** One row where the list becomes another one, none where it was that already. */
export const changeReturnUrls = (workspaceId: string, urls: readonly string[]): { changed: SqlFragment } => ({
  changed: (addParameter) => `
    UPDATE ledgerlink.workspace SET return_urls = ${addParameter(urls)}
     WHERE id = ${addParameter(workspaceId)} AND return_urls <> ${addParameter(urls)} RETURNING id`,
});

export function findReturnUrls(
  db: Db,
  workspaceIds: readonly string[],
): Promise<{ id: string; return_urls: string[] }[]> {
  return db.query('SELECT id, return_urls FROM ledgerlink.workspace WHERE id = ANY($1)', [workspaceIds]);
}
