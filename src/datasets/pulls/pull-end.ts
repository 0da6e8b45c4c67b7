// What is told of the end of a pull. A pull has ended when its last part has: of two processes that end a part at the same
// time, the second waits for the lock of the pull, and sees the end of the first one's.
import { type LinkFacts, linkEvent } from '../../events/new-event.js';
import type { NewEvent } from '../../events/outbox.repository.js';
import type { Db } from '../../infra/database/database.js';
import { toGlobalId } from '../../infra/ids/ids.js';
import type { LinkRef } from '../dataset-changes.repository.js';
import { lockPull } from './pull.repository.js';
import { type EndedPart, pullEnd } from './pull-end.rules.js';
import { findParts } from './pull-read.repository.js';

/**
 * The event of the end of a pull, in the transaction that ends some of its parts. Undefined: others have not ended, or
 * none of these has ended by it. `ended`: the parts, by their lists.
 */
export async function pullEndEvent(
  tx: Db,
  { workspaceId, linkId, link }: LinkRef & { readonly link: LinkFacts },
  pullId: string,
  ended: ReadonlyMap<string, EndedPart>,
): Promise<NewEvent | undefined> {
  if (!(await lockPull(tx, workspaceId, pullId))) return undefined;
  const end = pullEnd(await findParts(tx, workspaceId, [pullId]), ended, pullId === linkId);
  if (end === undefined) return undefined;
  return linkEvent(end.type, linkId, link, { pullId: toGlobalId('Pull', pullId), ...end.told });
}
