import { auditEntry } from '../audit/audit.service.js';
import type { IntegrationData, OptionData } from '../catalogue/catalogue.repository.js';
import type { Catalogue } from '../catalogue/catalogue.service.js';
import type { CredentialService, PreparedCredentials } from '../credentials/credential.service.js';
import { type CredentialSetRow, SOUND } from '../credentials/credential-set.repository.js';
import { auditLabelOf, type CredentialValues, notApplicable } from '../credentials/credential-set.rules.js';
import { saveSet } from '../credentials/credential-set-changes.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Transaction } from '../infra/database/database.js';
import { isStillReferredTo } from '../infra/database/database-errors.js';
import { executeAtCommit, executeStatement } from '../infra/database/statement.js';
import { problem } from '../infra/errors/problem.js';
import { newId } from '../infra/ids/ids.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import {
  conflict,
  type DeleteOutcome,
  type DisableOutcome,
  type EnableOutcome,
  integrationProblem,
  type SaveOutcome,
  saved,
  setInUse,
} from './integration.outcomes.js';
import { isLastSet, whyNotEnable } from './integration.rules.js';
import {
  changeSetting,
  deleteCredentialSet,
  lockSetting,
  makeRoomForSet,
  makeSetting,
  type SettingRow,
} from './integration-setting.repository.js';

export interface SaveRequest {
  readonly integrationKey: string;
  readonly inputField: string;
  readonly values: CredentialValues;
  readonly enable: boolean;
  readonly expectedVersion?: number | null;
}

export interface SwitchRequest {
  readonly integrationKey: string;
  readonly expectedVersion?: number | null;
}

interface Locked {
  readonly setting: SettingRow;
  readonly sets: readonly CredentialSetRow[];
}

/** The data of one save, from validation to the last run of the transaction. */
interface Save {
  readonly request: SaveRequest;
  readonly data: IntegrationData;
  readonly option: OptionData;
  readonly prepared: PreparedCredentials;
  /** The ids of new rows. They are equal in every run of the transaction. */
  readonly ids: { readonly set: string; readonly change: string };
  /**
   * What the newest run will answer. A run that finds its own change committed answers what the earlier run meant to.
   */
  changed: boolean;
}

/**
 * Changes of a workspace's integrations. Each is one transaction: lock the setting, look, decide, and one statement
 * that writes the change, the next version and the audit events. A request for what is so already writes nothing.
 */
export class IntegrationService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
    private readonly credentials: CredentialService,
  ) {}

  async saveCredentials(caller: Caller, catalogue: Catalogue, request: SaveRequest): Promise<SaveOutcome> {
    // 1. Validate. All faults are reported together, before the database is queried.
    const data = catalogue.findIntegration(request.integrationKey);
    if (data === undefined) return integrationProblem('IntegrationNotFound');
    const option = data.options.find(({ inputField }) => inputField === request.inputField);
    const faults = option
      ? this.credentials.check(data.key, option.fields, request.values)
      : [notApplicable(request.inputField)];
    if (option === undefined || faults.length > 0) return integrationProblem('CredentialsRejected', { faults });
    const prepared = this.credentials.prepare(caller, { ...option, integrationKey: data.key }, request.values);
    const ids = { set: newId(), change: newId() };
    const save = { request, data, option, prepared, ids, changed: false };
    return this.database.transaction(caller, (tx) => this.#save(tx, caller, save));
  }

  async #save(tx: Transaction, caller: Caller, save: Save): Promise<SaveOutcome> {
    const { request, data, prepared, ids } = save;
    // 2. One after the other; then nothing moves until the end.
    const locked = await this.#lock(tx, caller, data.key);
    const plan = await this.credentials.plan(caller, locked.sets, prepared);
    const enabled = locked.setting.enabled || request.enable;
    // 3. The same keys again, or this very change, committed by a first run whose answer was lost: nothing to do.
    const ownChange = locked.setting.change_id === ids.change;
    if (plan.kind === 'unchanged' && (enabled === locked.setting.enabled || ownChange)) {
      // The workspace confirms these keys, so links that wait because they were refused try them again immediately.
      await this.credentials.clearRefusal(tx, caller, plan.setId);
      // An earlier run that failed may have meant to change something; if it is changed now, another request did it.
      if (!ownChange) save.changed = false;
      const sets = locked.sets.map((set) => (set.id === plan.setId ? { ...set, ...SOUND } : set));
      return saved(save, { ...locked, sets }, plan.setId);
    }
    // 4. Another request has changed the setting since the caller read it.
    if (isStale(locked, request)) return conflict(locked.setting);
    // 5. Encrypt and write.
    const setId = plan.kind === 'create' ? ids.set : plan.setId;
    save.changed = plan.kind !== 'unchanged';
    const written = save.changed
      ? await this.credentials.save(caller, locked.sets, prepared, { plan, setId })
      : undefined;
    const turnedOn = enabled && !locked.setting.enabled;
    // The ids of the entries order them: first the credentials, then the integration that they make usable.
    const switches = turnedOn ? [auditEntry(caller, 'integration.enabled', data.key, ['enabled'])] : [];
    const entries = [...(written?.entries ?? []), ...switches];
    const { workspaceId } = caller;
    const change = { workspaceId, integrationKey: data.key, enabled, changeId: ids.change, entries };
    const setting = only(
      written
        ? await executeStatement(tx, makeRoomForSet, { ...written.saved, ...change })
        : await executeStatement(tx, changeSetting, change),
    );
    if (written) executeAtCommit(tx, saveSet, written.saved);
    const sets = written?.after(setting.updated_at ?? new Date()) ?? locked.sets;
    return saved(save, { setting, sets }, setId);
  }

  async enable(caller: Caller, catalogue: Catalogue, request: SwitchRequest): Promise<EnableOutcome> {
    const data = catalogue.findIntegration(request.integrationKey);
    if (data === undefined) return integrationProblem('IntegrationNotFound');
    const ids = { workspaceId: caller.workspaceId, integrationKey: data.key, changeId: newId() };
    return this.database.transaction(caller, async (tx): Promise<EnableOutcome> => {
      const locked = await this.#lock(tx, caller, data.key);
      if (locked.setting.enabled) return { kind: 'EnableIntegrationSuccess', data, ...locked };
      if (isStale(locked, request)) return conflict(locked.setting);
      const currentVersions = locked.sets.filter(({ status }) => status === 'CURRENT').map((set) => set.api_version);
      const unmetSteps = whyNotEnable(data.steps, { enabled: false, currentVersions });
      if (unmetSteps.length > 0) {
        const steps = unmetSteps.map(({ title }) => title).join('; ');
        return problem('CredentialsMissing', `${data.name} cannot be enabled yet. Still to do: ${steps}.`, {
          data,
          unmetSteps,
        });
      }
      const entries = [auditEntry(caller, 'integration.enabled', data.key, ['enabled'])];
      const change = { ...ids, enabled: true, entries };
      const setting = only(await executeStatement(tx, changeSetting, change));
      return { kind: 'EnableIntegrationSuccess', data, setting, sets: locked.sets };
    });
  }

  /** Always possible. Keys and links are kept, so that the integration can be enabled again. */
  async disable(caller: Caller, catalogue: Catalogue, request: SwitchRequest): Promise<DisableOutcome> {
    const data = catalogue.findIntegration(request.integrationKey);
    if (data === undefined) return integrationProblem('IntegrationNotFound');
    const ids = { workspaceId: caller.workspaceId, integrationKey: data.key, changeId: newId() };
    return this.database.transaction(caller, async (tx): Promise<DisableOutcome> => {
      const locked = await this.#lock(tx, caller, data.key);
      if (!locked.setting.enabled) return { kind: 'DisableIntegrationSuccess', data, ...locked };
      if (isStale(locked, request)) return conflict(locked.setting);
      const entries = [auditEntry(caller, 'integration.disabled', data.key, ['enabled'])];
      const change = { ...ids, enabled: false, entries };
      const setting = only(await executeStatement(tx, changeSetting, change));
      return { kind: 'DisableIntegrationSuccess', data, setting, sets: locked.sets };
    });
  }

  async deleteCredentialSet(
    caller: Caller,
    catalogue: Catalogue,
    request: { setId: string; expectedVersion?: number | null },
  ): Promise<DeleteOutcome> {
    const { setId } = request;
    const found = await this.credentials.findSet(caller, setId);
    const data = catalogue.findIntegration(found?.integration_key ?? '');
    if (data === undefined) return integrationProblem('CredentialSetNotFound');
    const ids = { workspaceId: caller.workspaceId, integrationKey: data.key, changeId: newId() };
    const deleting = this.database.transaction(caller, async (tx): Promise<DeleteOutcome> => {
      const locked = await this.#lock(tx, caller, data.key);
      const sets = locked.sets.filter((set) => set.id !== setId);
      const deletedBefore = sets.length === locked.sets.length;
      if (deletedBefore && locked.setting.change_id === ids.changeId)
        return { kind: 'DeleteCredentialSetSuccess', data, ...locked };
      if (deletedBefore) return integrationProblem('CredentialSetNotFound');
      if (isStale(locked, request)) return conflict(locked.setting);
      if (isLastSet(locked.sets, setId, locked.setting.enabled)) {
        return problem(
          'LastCredentialSet',
          `These are the only keys of ${data.name}, which is enabled. Disable it first with disableIntegration, or save other keys.`,
        );
      }
      const label = found && auditLabelOf(found.api_version, found.client_id);
      const entries = [auditEntry(caller, 'credentials.deleted', setId, [], label)];
      const change = { ...ids, enabled: locked.setting.enabled, entries };
      const setting = only(await executeStatement(tx, deleteCredentialSet, { ...change, setId }));
      return { kind: 'DeleteCredentialSetSuccess', data, setting, sets };
    });
    // The foreign key decides: it sees an attempt that began a moment ago, too.
    return deleting.catch(async (error: unknown) => {
      if (!isStillReferredTo(error)) throw error;
      return setInUse(await this.credentials.countLinks(caller, setId));
    });
  }

  async #lock(tx: Transaction, caller: Caller, integrationKey: string): Promise<Locked> {
    const { workspaceId, apiKeyId } = caller;
    let setting = await lockSetting(tx, workspaceId, integrationKey, apiKeyId);
    if (setting === undefined) {
      // The key is not valid any more (this throws), or the integration has never been changed.
      await this.apiKeys.assertKeyValid(tx, caller);
      await makeSetting(tx, workspaceId, integrationKey);
      setting = await lockSetting(tx, workspaceId, integrationKey, apiKeyId);
    }
    if (setting === undefined) throw new Error('a setting was made and is not there');
    return { setting, sets: await this.credentials.setsOf(tx, caller, integrationKey) };
  }
}

const isStale = ({ setting }: Locked, { expectedVersion }: { expectedVersion?: number | null }): boolean =>
  expectedVersion !== undefined && expectedVersion !== null && expectedVersion !== setting.version;

function only([row]: readonly SettingRow[]): SettingRow {
  if (row === undefined) throw new Error('a locked setting is gone');
  return row;
}
