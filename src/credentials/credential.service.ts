import { auditEntry } from '../audit/audit.service.js';
import type { AuditEntry } from '../audit/audit-event-insert.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Db } from '../infra/database/database.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import { Secret } from '../infra/secrets/secret.js';
import type { CredentialFieldDefinition, Provider } from '../providers/provider.js';
import type { ApplicationService } from './application.service.js';
import { clearFaulty } from './credential-health.repository.js';
import { allSets, type CredentialSetRow, findSets, type SetHolders, SOUND } from './credential-set.repository.js';
import {
  auditLabelOf,
  type CredentialValues,
  checkCredentials,
  type Fault,
  type KnownSet,
  notUsable,
  planSave,
  type SavePlan,
} from './credential-set.rules.js';
import type { SavedSet, SealedSecret } from './credential-set-changes.repository.js';

/** Validated credentials of one option, ready to be compared and encrypted. */
export interface PreparedCredentials {
  readonly integrationKey: string;
  readonly apiVersion: string;
  readonly clientId: string;
  readonly secrets: ReadonlyMap<string, { readonly secret: Secret; readonly fingerprint: string }>;
}

/** How keys are saved, and which stored secrets of their set do not open. */
export type PlannedSave = SavePlan & { readonly damaged: readonly string[] };

export class CredentialService {
  constructor(
    private readonly database: Database,
    /** A function, because the process answers health checks before the database is available. */
    private readonly encryption: () => EncryptionContext,
    private readonly providers: ReadonlyMap<string, Provider>,
    private readonly holders: SetHolders,
    private readonly applications: ApplicationService,
  ) {}

  /** Returns all faults of all fields. Valid keys that this installation must not use are also a fault. */
  check(
    integrationKey: string,
    fields: readonly CredentialFieldDefinition[],
    values: CredentialValues,
  ): readonly Fault[] {
    const faults = checkCredentials(fields, values);
    if (faults.length > 0) return faults;
    const clientId = String(values.clientId ?? '');
    const why = this.providers.get(integrationKey)?.oauth.whyNotUsable({ clientId }) ?? null;
    return why === null ? [] : [notUsable(why)];
  }

  /** Separates the secret fields from the plain ones. The values must have passed `check`. */
  prepare(
    caller: Caller,
    option: { integrationKey: string; apiVersion: string; fields: readonly CredentialFieldDefinition[] },
    values: CredentialValues,
  ): PreparedCredentials {
    const { integrationKey, apiVersion } = option;
    const secrets = new Map<string, { secret: Secret; fingerprint: string }>();
    for (const { name } of option.fields.filter((field) => field.secret)) {
      const value = values[name];
      if (!(value instanceof Secret)) continue;
      const fingerprint = this.encryption().fingerprint(
        caller.workspaceId,
        `${integrationKey} ${apiVersion}`,
        name,
        value,
      );
      secrets.set(name, { secret: value, fingerprint });
    }
    return { integrationKey, apiVersion, clientId: String(values.clientId ?? ''), secrets };
  }

  /** A stored secret that does not open counts as another than the one that was sent, even where their fingerprints are equal. */
  async plan(
    { workspaceId }: Caller,
    sets: readonly CredentialSetRow[],
    prepared: PreparedCredentials,
  ): Promise<PlannedSave> {
    const fingerprints = Object.fromEntries(
      [...prepared.secrets].map(([name, { fingerprint }]) => [name, fingerprint]),
    );
    const sent = { ...prepared, fingerprints };
    const plan = planSave(sets.map(toKnownSet), sent);
    if (plan.kind === 'create') return { ...plan, damaged: [] };
    const planned = sets.find(({ id }) => id === plan.setId);
    const damaged = planned === undefined ? [] : await this.applications.findDamagedFields(workspaceId, planned);
    const sound = (set: CredentialSetRow) =>
      set === planned ? { ...set, secrets: set.secrets.filter(({ field }) => !damaged.includes(field)) } : set;
    return { ...planSave(sets.map(sound).map(toKnownSet), sent), damaged };
  }

  /**
   * What `makeRoomForSet` and `saveSet` take to save a set: only what the plan names is sealed, bound to the set's
   * own row. `after` are the sets as they leave them, given the transaction's time.
   */
  async save(
    caller: Caller,
    sets: readonly CredentialSetRow[],
    prepared: PreparedCredentials,
    { plan, setId }: { readonly plan: PlannedSave; readonly setId: string },
  ): Promise<{ saved: SavedSet; entries: readonly AuditEntry[]; after(at: Date): CredentialSetRow[] }> {
    const { integrationKey, apiVersion, clientId } = prepared;
    const { workspaceId, actor: savedBy } = caller;
    const fields = plan.kind === 'renew' ? plan.fields : [...prepared.secrets.keys()];
    const secrets = await Promise.all(fields.map((field) => this.#seal(workspaceId, setId, field, prepared)));
    const superseded = sets.filter(
      (set) => set.api_version === apiVersion && set.status === 'CURRENT' && set.id !== setId,
    );
    const set = {
      workspaceId,
      setId,
      integrationKey,
      apiVersion,
      clientId,
      savedBy,
      secrets,
      damaged: plan.damaged,
    };
    const saved = { ...set, holders: this.holders };
    const changed = plan.kind === 'create' ? ['clientId', ...fields] : fields;
    return {
      saved,
      entries: [
        auditEntry(caller, 'credentials.saved', setId, changed, auditLabelOf(apiVersion, clientId)),
        ...superseded.map(({ id, api_version, client_id }) =>
          auditEntry(caller, 'credentials.superseded', id, ['status'], auditLabelOf(api_version, client_id)),
        ),
      ],
      after: (at) => setsAfterSave(sets, saved, at),
    };
  }

  /** Marks the keys as not refused, so that its links try them again. */
  clearRefusal(tx: Db, caller: Caller, setId: string): Promise<void> {
    return clearFaulty(tx, caller.workspaceId, setId);
  }

  async #seal(workspaceId: string, setId: string, field: string, prepared: PreparedCredentials): Promise<SealedSecret> {
    const found = prepared.secrets.get(field);
    if (found === undefined) throw new Error('a planned secret was not prepared');
    const binding = { workspace: workspaceId, table: 'credential_secret', row: setId, column: field };
    return {
      field,
      fingerprint: found.fingerprint,
      sealed: await this.encryption().vault.seal(found.secret, binding),
    };
  }

  /** All sets of an integration. The caller has locked the integration. */
  setsOf(tx: Db, caller: Caller, integrationKey: string): Promise<CredentialSetRow[]> {
    return allSets(tx, this.holders, caller.workspaceId, integrationKey);
  }

  /** The number of links that depend on a set, at most `LINK_COUNT_LIMIT`. */
  async countLinks(caller: Caller, id: string): Promise<number> {
    const db = this.database.readerFor(caller);
    const [row] = await this.holders.countLinks(db, caller.workspaceId, [id]);
    return row?.links ?? 0;
  }

  async findSet(caller: Caller, id: string): Promise<CredentialSetRow | undefined> {
    const db = this.database.readerFor(caller);
    const [row] = await findSets(db, this.holders, caller.workspaceId, [id]);
    return row;
  }
}

function toKnownSet(row: CredentialSetRow): KnownSet {
  return {
    id: row.id,
    apiVersion: row.api_version,
    clientId: row.client_id,
    status: row.status,
    fingerprints: Object.fromEntries(row.secrets.map(({ field, fingerprint }) => [field, fingerprint])),
  };
}

/** Computes the rows after a save without reading them again. `at` is the transaction's `now()`. */
function setsAfterSave(sets: readonly CredentialSetRow[], saved: SavedSet, at: Date): CredentialSetRow[] {
  const before = sets.find(({ id }) => id === saved.setId);
  const setAt = at.toISOString();
  const renewed = saved.secrets.map(({ field, fingerprint }) => ({ field, fingerprint, setAt }));
  const unchanged = (before?.secrets ?? []).filter(({ field }) => !renewed.some((secret) => secret.field === field));
  const row: CredentialSetRow = {
    id: saved.setId,
    integration_key: saved.integrationKey,
    api_version: saved.apiVersion,
    client_id: saved.clientId,
    status: 'CURRENT',
    saved_at: at,
    saved_by: saved.savedBy,
    held: before?.held ?? false,
    ...SOUND,
    secrets: [...unchanged, ...renewed],
  };
  const others = sets.filter(({ id }) => id !== saved.setId);
  return [
    ...others.map((set) => (set.api_version === row.api_version ? { ...set, status: 'SUPERSEDED' as const } : set)),
    row,
  ];
}
