import DataLoader from 'dataloader';
import type { LoaderContext } from '../../infra/slices/slice.js';
import { findListStates, findRunningCounts } from '../dataset-state.repository.js';
import type { ListState } from './dataset-state.rules.js';
import { type Pull, toPull } from './pull.graphql.js';
import { findParts, findPulls } from './pull-read.repository.js';
import { summarisePull } from './pull-state.rules.js';

/** The lists of links, by the link's id. */
export const listStatesLoader = ({ db, workspaceId }: LoaderContext): DataLoader<string, ListState[]> =>
  new DataLoader(async (linkIds) => {
    const rows = await findListStates(db, workspaceId, linkIds);
    return linkIds.map((id) => rows.filter(({ link_id }) => link_id === id));
  });

/** Pulls with their progress, by id. */
export const pullLoader = ({ db, workspaceId }: LoaderContext): DataLoader<string, Pull | null> =>
  new DataLoader(async (ids) => {
    const pulls = await findPulls(db, workspaceId, ids);
    const linkIds = pulls.map(({ link_id }) => link_id);
    const [parts, running] = await Promise.all([
      findParts(db, workspaceId, ids),
      findRunningCounts(db, workspaceId, { linkIds, pullIds: ids }),
    ]);
    return ids.map((id) => {
      const row = pulls.find((pull) => pull.id === id);
      if (row === undefined) return null;
      const counts = new Map(running.flatMap((one) => (one.pull_id === id ? [[one.list, one.counts] as const] : [])));
      const own = parts.filter(({ pull_id }) => pull_id === id);
      return toPull(row, summarisePull(own, counts, row.requested_at));
    });
  });
