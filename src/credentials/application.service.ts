import type { Db } from '../platform/database.js';
import type { Sealing } from '../platform/installation.js';
import type { Secret } from '../platform/secret.js';
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

/** Opens an application's keys for a call to its platform, and only for that. */
export class ApplicationService {
  constructor(private readonly sealing: () => Sealing) {}

  /** Undefined: there is no such set, or its secrets were erased. Throws DecryptionFailed where one does not open. */
  async open(db: Db, workspaceId: string, setId: string): Promise<OpenedApplication | undefined> {
    const row = await findApplication(db, workspaceId, setId);
    return row && this.openRow(workspaceId, setId, row);
  }

  /** The same for a row that another statement has brought along. */
  async openRow(
    workspaceId: string,
    setId: string,
    row: ApplicationRow,
  ): Promise<OpenedApplication | undefined> {
    const open = (field: string, sealed: string): Promise<Secret> =>
      this.sealing().vault.open(sealed, {
        workspace: workspaceId,
        table: 'credential_secret',
        row: setId,
        column: field,
      });
    const secrets: Record<string, Secret> = {};
    const previous: Record<string, Secret> = {};
    for (const { field, sealed, previous: before } of row.secrets) {
      if (sealed === null) return undefined;
      secrets[field] = await open(field, sealed);
      if (before !== null) previous[field] = await open(field, before);
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
}
