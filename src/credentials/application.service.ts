import type { Db } from '../infra/database/database.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import type { Secret } from '../infra/secrets/secret.js';
import type { Application } from '../providers/application.js';
import { type ApplicationRow, findApplication } from './application.repository.js';

export interface OpenedApplication {
  readonly integrationKey: string;
  readonly application: Application;
  /** The same application with the secrets that were replaced less than 24 h ago. Null if none were replaced. */
  readonly fallback: Application | null;
  /** The time at which the keys were saved. It identifies this version of the keys. */
  readonly savedAt: string;
  /** The platform's API has refused the application; the next read that succeeds clears it. */
  readonly apiRefused: boolean;
  /** The saved secret was refused, and the replaced one served. */
  readonly fallbackServes: boolean;
}

interface SetRef {
  readonly workspaceId: string;
  readonly setId: string;
}

interface SecretLocation extends SetRef {
  readonly field: string;
}

/** Decrypts an application's keys for a call to its platform. No other use is allowed. */
export class ApplicationService {
  constructor(private readonly encryption: () => EncryptionContext) {}

  /**
   * Reads and decrypts a set's keys. Undefined: there is no such set, or its secrets were erased.
   * @throws DecryptionFailed
   */
  async open(db: Db, set: SetRef): Promise<OpenedApplication | undefined> {
    const row = await findApplication(db, set.workspaceId, set.setId);
    return row && this.openRow(set, row);
  }

  /** Like `open`, for a row that another statement has read. */
  async openRow({ workspaceId, setId }: SetRef, row: ApplicationRow): Promise<OpenedApplication | undefined> {
    const secrets: Record<string, Secret> = {};
    const previous: Record<string, Secret> = {};
    for (const { field, sealed, previous: replaced } of row.secrets) {
      if (sealed === null) return undefined;
      secrets[field] = await this.#decrypt({ workspaceId, setId, field }, sealed);
      if (replaced !== null) previous[field] = await this.#decrypt({ workspaceId, setId, field }, replaced);
    }
    const { api_version: apiVersion, client_id: clientId } = row;
    const hasPrevious = Object.keys(previous).length > 0;
    return {
      integrationKey: row.integration_key,
      application: { apiVersion, clientId, secrets },
      fallback: hasPrevious ? { apiVersion, clientId, secrets: { ...secrets, ...previous } } : null,
      savedAt: row.saved_at,
      apiRefused: row.api_refused,
      fallbackServes: row.fallback,
    };
  }

  /** Like `openRow`, but decrypts only the named secrets. */
  async openFields(
    { workspaceId, setId }: SetRef,
    row: ApplicationRow,
    fields: readonly string[],
  ): Promise<Application | undefined> {
    const secrets: Record<string, Secret> = {};
    for (const { field, sealed } of row.secrets) {
      if (sealed === null) return undefined;
      if (fields.includes(field)) secrets[field] = await this.#decrypt({ workspaceId, setId, field }, sealed);
    }
    return { apiVersion: row.api_version, clientId: row.client_id, secrets };
  }

  #decrypt({ workspaceId, setId, field }: SecretLocation, sealed: string): Promise<Secret> {
    const location = { workspace: workspaceId, table: 'credential_secret', row: setId, column: field };
    return this.encryption().vault.open(sealed, location);
  }
}
