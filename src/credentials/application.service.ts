import type { Db } from '../infra/database/database.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import { openSealed } from '../infra/secrets/sealed-values.js';
import type { Secret } from '../infra/secrets/secret.js';
import type { SealBinding } from '../infra/secrets/vault.js';
import type { Application } from '../providers/application.js';
import { type ApplicationRow, findApplication } from './application.repository.js';
import type { CredentialSetRow } from './credential-set.repository.js';

export interface OpenedApplication {
  readonly integrationKey: string;
  readonly application: Application;
  /** The same application with the secrets that were replaced less than 24 h ago. Null if none were replaced. */
  readonly fallback: Application | null;
  /** The time at which the keys were saved. It identifies this version of the keys. */
  readonly savedAt: string;
  /** The platform's API has refused the application; the next read that succeeds clears it. */
  readonly apiRefused: boolean;
  /** Keys of the set were refused, and none were accepted since. */
  readonly faultTold: boolean;
  /** The saved secret was refused, and the replaced one served. */
  readonly fallbackServes: boolean;
}

/** Keys that this installation stores and cannot decrypt. Neither the platform nor the workspace has done anything wrong. */
export class KeysUnreadable extends Error {
  override readonly name = 'KeysUnreadable';
  override readonly message =
    'the stored keys of an application cannot be decrypted: save them again, or bring back the encryption key that sealed them';
}

/** For `catch`: keys that cannot be decrypted become a value; any other error is thrown again. */
export function orUnreadable(error: unknown): KeysUnreadable {
  if (error instanceof KeysUnreadable) return error;
  throw error;
}

interface SetRef {
  readonly workspaceId: string;
  readonly setId: string;
}

type StoredSecret = ApplicationRow['secrets'][number];

/** Decrypts an application's keys for a call to its platform. No other use is allowed. */
export class ApplicationService {
  constructor(private readonly encryption: () => EncryptionContext) {}

  /**
   * Reads and decrypts a set's keys. Undefined: there is no such set, or its secrets were erased.
   * @throws KeysUnreadable
   */
  async open(db: Db, set: SetRef): Promise<OpenedApplication | undefined> {
    const row = await findApplication(db, set.workspaceId, set.setId);
    return row && this.openRow(set, row);
  }

  /** Like `open`, for a row that another statement has read. A replaced secret that does not open counts as absent. */
  async openRow(set: SetRef, row: ApplicationRow): Promise<OpenedApplication | undefined> {
    const secrets: Record<string, Secret> = {};
    const previous: Record<string, Secret> = {};
    for (const stored of row.secrets) {
      const secret = await this.#open(set, row, stored);
      if (secret === undefined) return undefined;
      secrets[stored.field] = secret;
      const { field, previous: sealed } = stored;
      const replaced = sealed && (await openSealed(this.encryption(), { sealed, binding: bindingOf(set, field) }));
      if (replaced) previous[stored.field] = replaced;
    }
    const { api_version: apiVersion, client_id: clientId } = row;
    const hasPrevious = Object.keys(previous).length > 0;
    return {
      integrationKey: row.integration_key,
      application: { apiVersion, clientId, secrets },
      fallback: hasPrevious ? { apiVersion, clientId, secrets: { ...secrets, ...previous } } : null,
      savedAt: row.saved_at,
      apiRefused: row.api_refused,
      faultTold: row.fault_told,
      fallbackServes: row.fallback,
    };
  }

  /** Like `openRow`, but decrypts only the named secrets. */
  async openFields(set: SetRef, row: ApplicationRow, fields: readonly string[]): Promise<Application | undefined> {
    const secrets: Record<string, Secret> = {};
    for (const stored of row.secrets) {
      if (stored.sealed === null) return undefined;
      const secret = fields.includes(stored.field) && (await this.#open(set, row, stored));
      if (secret) secrets[stored.field] = secret;
    }
    return { apiVersion: row.api_version, clientId: row.client_id, secrets };
  }

  /** The names of the secrets of a set, read by `allSets`, that do not open to what was saved. */
  async findDamagedFields(workspaceId: string, set: CredentialSetRow): Promise<string[]> {
    const damaged: string[] = [];
    for (const { sealed = null, ...stored } of set.secrets) {
      const opening = this.#open({ workspaceId, setId: set.id }, set, { ...stored, sealed });
      if ((await opening.catch(orUnreadable)) instanceof KeysUnreadable) damaged.push(stored.field);
    }
    return damaged;
  }

  /**
   * Undefined: it was erased.
   * @throws KeysUnreadable, also where an older ciphertext of the same secret was put back: its fingerprint differs.
   */
  async #open(
    set: SetRef,
    { integration_key, api_version }: Pick<ApplicationRow, 'integration_key' | 'api_version'>,
    { field, sealed, fingerprint }: Pick<StoredSecret, 'field' | 'sealed' | 'fingerprint'>,
  ): Promise<Secret | undefined> {
    if (sealed === null) return undefined;
    const saved = { option: `${integration_key} ${api_version}`, fingerprint };
    const secret = await openSealed(this.encryption(), { sealed, binding: bindingOf(set, field), saved });
    if (secret === undefined) throw new KeysUnreadable();
    return secret;
  }
}

const bindingOf = ({ workspaceId, setId }: SetRef, field: string): SealBinding => ({
  workspace: workspaceId,
  table: 'credential_secret',
  row: setId,
  column: field,
});
