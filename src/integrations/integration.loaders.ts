import DataLoader from 'dataloader';
import type { CredentialSet } from '../credentials/credential-set.graphql.js';
import { findSets, type SetHolders } from '../credentials/credential-set.repository.js';
import type { LoaderContext } from '../infra/slices/slice.js';
import { type Integration, toIntegration, toSetOf } from './integration.graphql.js';
import { findStates } from './integration-setting.repository.js';

/** Loads integrations by key, with all their data, in one statement. Null: no such key. */
export function integrationLoader(context: LoaderContext, holders: SetHolders): DataLoader<string, Integration | null> {
  const { db, workspaceId, catalogue, callbackUrl } = context;
  return new DataLoader(async (keys) => {
    const knownKeys = keys.filter((key) => catalogue.findIntegration(key) !== undefined);
    const states = knownKeys.length === 0 ? [] : await findStates(db, holders, workspaceId, knownKeys);
    const stateOf = new Map(states.map((state) => [state.integration_key, state]));
    return keys.map((key) => {
      const [data, state] = [catalogue.findIntegration(key), stateOf.get(key)];
      return data ? toIntegration({ data, setting: state, sets: state?.sets ?? [] }, callbackUrl) : null;
    });
  });
}

/** Loads credential sets by id, current or not. Null: deleted, or the catalogue has no option for it. */
export function credentialSetLoader(
  { db, workspaceId }: LoaderContext,
  holders: SetHolders,
  integrations: DataLoader<string, Integration | null>,
): DataLoader<string, CredentialSet | null> {
  return new DataLoader(async (ids) => {
    const rows = await findSets(db, holders, workspaceId, ids);
    const sets = await Promise.all(
      rows.map(async (row) => [row.id, toSetOf(await integrations.load(row.integration_key), row)] as const),
    );
    const setOf = new Map(sets);
    return ids.map((id) => setOf.get(id) ?? null);
  });
}
