import DataLoader from 'dataloader';
import type { Db } from '../platform/database.js';
import type { Catalogue } from './catalogue.service.js';
import { type Integration, toIntegration } from './integration.graphql.js';
import { findStates } from './integration-setting.repository.js';

export interface IntegrationSources {
  readonly db: Db;
  readonly workspaceId: string;
  readonly catalogue: Catalogue;
  readonly callbackUrl: string;
}

/** An integration by key, whole: one statement for any number of them. Null: no such key. */
export function integrationLoader(sources: IntegrationSources): DataLoader<string, Integration | null> {
  const { db, workspaceId, catalogue, callbackUrl } = sources;
  return new DataLoader(async (keys) => {
    const known = keys.filter((key) => catalogue.find(key) !== undefined);
    const states = known.length === 0 ? [] : await findStates(db, workspaceId, known);
    const stateOf = new Map(states.map((state) => [state.integration_key, state]));
    return keys.map((key) => {
      const [data, state] = [catalogue.find(key), stateOf.get(key)];
      return data ? toIntegration(data, state, state?.sets ?? [], callbackUrl) : null;
    });
  });
}
