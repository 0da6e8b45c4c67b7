import { useEffect, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { HistoryDocument } from '../gql/graphql.ts';
import type { AuditTrail } from './history-events.ts';

const EMPTY_TRAIL: AuditTrail = { nodes: [], hasNextPage: true, endCursor: null };

interface State {
  readonly trails: readonly AuditTrail[] | undefined;
  readonly error: CombinedError | undefined;
}

/**
 * Reads the audit trails of several objects. `older` reads one more page of each. A new `changes` value reads all anew.
 */
export function useHistory(targetIds: readonly string[], changes: string) {
  const client = useClient();
  const [{ trails, error }, setState] = useState<State>({ trails: undefined, error: undefined });
  const targets = targetIds.join(' ');

  async function readNextPages(from: readonly AuditTrail[]): Promise<State> {
    const answers = await Promise.all(
      targets.split(' ').map(async (targetId, index) => {
        const before = from[index] ?? EMPTY_TRAIL;
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
    return failed ? { trails, error: failed } : { trails: answers.map(({ trail }) => trail), error: undefined };
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: `readNextPages` depends on these three values only
  useEffect(() => {
    let isCurrent = true;
    readNextPages([]).then((state) => isCurrent && setState(state));
    return () => {
      isCurrent = false;
    };
  }, [client, targets, changes]);
  return {
    trails,
    error,
    reload: () => readNextPages([]).then(setState),
    older: () => readNextPages(trails ?? []).then(setState),
  };
}
