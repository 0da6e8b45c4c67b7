import type { Db } from '../infra/database/database.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import type { Secret } from '../infra/secrets/secret.js';
import type { Application } from '../providers/application.js';
import { type ApplicationRow, findApplication } from './application.repository.js';

export interface OpenedApplication {
  readonly integrationKey: string;
  readonly application: Application;
  /** The same application with the secrets that were replaced less than 24 h ago; null where none were. */
  readonly fallback: Application | null;
  /** Which keys these are: the time at which they were saved. */
  readonly savedAt: string;
}

interface SetRef {
  readonly workspaceId: string;
  readonly setId: string;
}

interface SecretPlace extends SetRef {
  readonly field: string;
}

/** Opens an application's keys for a call to its platform, and only for that. */
export class ApplicationService {
  constructor(private readonly encryption: () => EncryptionContext) {}

  /** Undefined: there is no such set, or its secrets were erased. Throws DecryptionFailed where one does not open. */
  async open(db: Db, set: SetRef): Promise<OpenedApplication | undefined> {
    const row = await findApplication(db, set.workspaceId, set.setId);
    return row && this.openRow(set, row);
  }

  /** Of a row that another statement has brought along. Undefined and throws as `open` does. */
  async openRow({ workspaceId, setId }: SetRef, row: ApplicationRow): Promise<OpenedApplication | undefined> {
    const secrets: Record<string, Secret> = {};
    const previous: Record<string, Secret> = {};
    for (const { field, sealed, previous: before } of row.secrets) {
      if (sealed === null) return undefined;
      secrets[field] = await this.#secret({ workspaceId, setId, field }, sealed);
      if (before !== null) previous[field] = await this.#secret({ workspaceId, setId, field }, before);
    }
    const { api_version: apiVersion, client_id: clientId } = row;
    const replaced = Object.keys(previous).length > 0;
    return {
      integrationKey: row.integration_key,
      application: { apiVersion, clientId, secrets },
      fallback: replaced ? { apiVersion, clientId, secrets: { ...secrets, ...previous } } : null,
      savedAt: row.saved_at,
    };
  }

  /** Of such a row these secrets alone. Undefined and throws as `open` does. */
  async openFields(
    { workspaceId, setId }: SetRef,
    row: ApplicationRow,
    fields: readonly string[],
  ): Promise<Application | undefined> {
    const secrets: Record<string, Secret> = {};
    for (const { field, sealed } of row.secrets) {
      if (sealed === null) return undefined;
      if (fields.includes(field)) secrets[field] = await this.#secret({ workspaceId, setId, field }, sealed);
    }
    return { apiVersion: row.api_version, clientId: row.client_id, secrets };
  }

  #secret({ workspaceId, setId, field }: SecretPlace, sealed: string): Promise<Secret> {
    const place = { workspace: workspaceId, table: 'credential_secret', row: setId, column: field };
    return this.encryption().vault.open(sealed, place);
  }
}
