import DataLoader from 'dataloader';
import type { CredentialSetRow } from '../credentials/credential-set.repository.js';
import type { Db } from '../platform/database.js';
import type { Catalogue } from './catalogue.service.js';
import { type Integration, toIntegration } from './integration.graphql.js';
import { findSettings } from './integration-setting.repository.js';

export interface IntegrationSources {
  readonly db: Db;
  readonly workspaceId: string;
  readonly catalogue: Catalogue;
  readonly callbackUrl: string;
  currentSets(integrationKeys: readonly string[]): Promise<CredentialSetRow[]>;
}

/** An integration by key, whole: two statements for any number of them, sent side by side. Null: no such key. */
export function integrationLoader(sources: IntegrationSources): DataLoader<string, Integration | null> {
  const { db, workspaceId, catalogue, callbackUrl } = sources;
  return new DataLoader(async (keys) => {
    const known = keys.filter((key) => catalogue.find(key) !== undefined);
    if (known.length === 0) return keys.map(() => null);
    const [settings, sets] = await Promise.all([
      findSettings(db, workspaceId, known),
      sources.currentSets(known),
    ]);
    const settingOf = new Map(settings.map((setting) => [setting.integration_key, setting]));
    const setsOf = new Map<string, CredentialSetRow[]>(known.map((key) => [key, []]));
    for (const set of sets) setsOf.get(set.integration_key)?.push(set);
    return keys.map((key) => {
      const data = catalogue.find(key);
      return data ? toIntegration(data, settingOf.get(key), setsOf.get(key) ?? [], callbackUrl) : null;
    });
  });
}
