import type { Operator } from './operator.js';
import { usage } from './output.js';

export const WORKSPACE_OPTION = ['--workspace <id>', 'workspace id; may be left out while there is only one'] as const;

/** The id of the workspace that the option names. */
export async function workspaceId(operator: Operator, given: string | undefined): Promise<string> {
  const all = await operator.workspaces.list();
  const [only] = all;
  if (given === undefined && all.length > 1)
    usage('there are several workspaces: name one with --workspace (`workspace list` shows them)');
  const found = given === undefined ? only : all.find(({ id }) => id === given);
  if (found === undefined) usage('there is no such workspace: `workspace create` makes one');
  return found.id;
}
