import { useEffect, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { HistoryDocument } from '../gql/graphql.ts';
import type { Read } from './history-words.ts';

const NOTHING: Read = { nodes: [], hasNextPage: true, endCursor: null };

interface State {
  readonly trails: readonly Read[] | undefined;
  readonly error: CombinedError | undefined;
}

/** The audit trails of several things, each read as far as `older` has gone. Read anew whenever `changes` does. */
export function useHistory(targetIds: readonly string[], changes: string) {
  const client = useClient();
  const [{ trails, error }, setState] = useState<State>({ trails: undefined, error: undefined });
  const targets = targetIds.join(' ');

  async function read(from: readonly Read[]): Promise<State> {
    const answers = await Promise.all(
      targets.split(' ').map(async (targetId, at) => {
        const before = from[at] ?? NOTHING;
        if (!before.hasNextPage) return { trail: before, error: undefined };
        const variables = { targetId, after: before.endCursor };
        const { data, error } = await client
          .query(HistoryDocument, variables, { requestPolicy: 'network-only' })
          .toPromise();
        if (data === undefined) return { trail: before, error };
        const { nodes, pageInfo } = data.auditEvents;
        const { hasNextPage, endCursor = null } = pageInfo;
        return { trail: { nodes: [...before.nodes, ...nodes], hasNextPage, endCursor }, error: undefined };
      }),
    );
    const failed = answers.find((answer) => answer.error !== undefined)?.error;
    return failed
      ? { trails, error: failed }
      : { trails: answers.map(({ trail }) => trail), error: undefined };
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: what `read` closes over is named by these three
  useEffect(() => {
    let isWanted = true;
    read([]).then((state) => isWanted && setState(state));
    return () => {
      isWanted = false;
    };
  }, [client, targets, changes]);
  return {
    trails,
    error,
    again: () => read([]).then(setState),
    older: () => read(trails ?? []).then(setState),
  };
}
