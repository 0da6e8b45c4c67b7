import type { Db } from '../platform/database.js';
import type { Part } from '../platform/statement.js';

export interface WorkspaceRow {
  id: string;
  name: string;
}

/** An event may refer to the workspace made in the same statement: foreign keys are checked when it ends. */
export const insertWorkspace = ({ id, name }: WorkspaceRow): { workspace: Part } => ({
  workspace: (bind) => `
    INSERT INTO ledgerlink.workspace (id, name) VALUES (${bind(id)}, ${bind(name)}) ON CONFLICT DO NOTHING RETURNING id`,
});

export async function findWorkspaceByName(db: Db, name: string): Promise<WorkspaceRow | undefined> {
  const [row] = await db.query<WorkspaceRow>(
    'SELECT id, name FROM ledgerlink.workspace WHERE name = $1 ORDER BY created_at, id LIMIT 1',
    [name],
  );
  return row;
}

/** For work that goes through every workspace: the next ones after an id, in order. */
export function workspacesAfter(db: Db, id: string, limit: number): Promise<WorkspaceRow[]> {
  return db.query<WorkspaceRow>(
    'SELECT id, name FROM ledgerlink.workspace WHERE id > $1 ORDER BY id LIMIT $2',
    [id, limit],
  );
}
