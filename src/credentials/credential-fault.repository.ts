// When the platform begins to refuse the keys of a set, and when it accepts them again. Each change is told by one event in
// its transaction. `fault_told` outlives a save of keys: whether the platform accepts these is known only with its answer.
import type { EventType } from '../events/event.rules.js';
import { recordEvents } from '../events/outbox.repository.js';
import type { Transaction } from '../infra/database/database.js';
import type { Ids } from '../infra/database/statement.js';
import { newId, toGlobalId } from '../infra/ids/ids.js';
import { markFallback, type TriedKeys } from './credential-health.repository.js';

interface ChangedSet {
  readonly integration_key: string;
  /** The keys were neither faulty before the change nor by something else, or are not after it. */
  readonly is_news: boolean;
}

/** True: there was a change. */
function tell(tx: Transaction, { workspaceId, setId }: Ids<'setId'>, type: EventType, [set]: ChangedSet[]): boolean {
  const credentialSetId = toGlobalId('CredentialSet', setId);
  if (set?.is_news) {
    const payload = { credentialSetId, integrationKey: set.integration_key };
    recordEvents(tx, workspaceId, { id: newId(), type, linkId: null, payload });
  }
  return set !== undefined;
}

/** True: the platform refused these keys, and they are still the keys of the set. */
export async function markFaulty(tx: Transaction, set: TriedKeys): Promise<boolean> {
  const changed = await tx.query<ChangedSet>(
    `UPDATE ledgerlink.credential_set SET faulty_since = coalesce(faulty_since, $4::timestamptz), fallback_since = NULL,
            probe_at = $4::timestamptz + interval '15 minutes', fault_told = true
      WHERE workspace_id = $1 AND id = $2 AND saved_at = $3::timestamptz
      RETURNING integration_key, faulty_since = $4::timestamptz AND api_refused_since IS NULL AS is_news`,
    [set.workspaceId, set.setId, set.savedAt, tx.now],
  );
  return tell(tx, set, 'CREDENTIALS_FAULTY', changed);
}

/**
 * The saved secret was refused. The set is faulty only without a replaced secret: with one its links go on, until the
 * next refresh tries both.
 */
export const markSecretRefused = (tx: Transaction, set: TriedKeys, hasFallback: boolean): Promise<boolean> =>
  hasFallback ? markFallback(tx, set) : markFaulty(tx, set);

/** The platform accepted these keys, or without a time those of the set. True: it was marked faulty until now. */
export async function markSound(tx: Transaction, set: Ids<'setId'> & { readonly savedAt?: string }): Promise<boolean> {
  const changed = await tx.query<ChangedSet>(
    `UPDATE ledgerlink.credential_set SET faulty_since = NULL, probe_at = NULL, fault_told = api_refused_since IS NOT NULL
      WHERE workspace_id = $1 AND id = $2 AND ($3::timestamptz IS NULL OR saved_at = $3::timestamptz)
        AND (faulty_since IS NOT NULL OR fault_told AND api_refused_since IS NULL)
      RETURNING integration_key, api_refused_since IS NULL AS is_news`,
    [set.workspaceId, set.setId, set.savedAt ?? null],
  );
  return tell(tx, set, 'CREDENTIALS_RECOVERED', changed);
}

/** The platform's API refuses the application, before it looks at a token. */
export async function markApiRefused(tx: Transaction, set: TriedKeys): Promise<void> {
  const changed = await tx.query<ChangedSet>(
    `UPDATE ledgerlink.credential_set SET api_refused_since = $4::timestamptz, fault_told = true
      WHERE workspace_id = $1 AND id = $2 AND saved_at = $3::timestamptz AND api_refused_since IS NULL
      RETURNING integration_key, faulty_since IS NULL AS is_news`,
    [set.workspaceId, set.setId, set.savedAt, tx.now],
  );
  tell(tx, set, 'CREDENTIALS_FAULTY', changed);
}

/** The platform's API accepts the application again. */
export async function clearApiRefused(tx: Transaction, set: Ids<'setId'>): Promise<void> {
  const changed = await tx.query<ChangedSet>(
    `UPDATE ledgerlink.credential_set SET api_refused_since = NULL, fault_told = faulty_since IS NOT NULL
      WHERE workspace_id = $1 AND id = $2 AND (api_refused_since IS NOT NULL OR fault_told AND faulty_since IS NULL)
      RETURNING integration_key, faulty_since IS NULL AS is_news`,
    [set.workspaceId, set.setId],
  );
  tell(tx, set, 'CREDENTIALS_RECOVERED', changed);
}

/** Renewals go on being refused in a form that is not known. */
export async function markTokensRefused(tx: Transaction, set: TriedKeys): Promise<void> {
  await tx.query(
    `UPDATE ledgerlink.credential_set SET tokens_refused_since = $4::timestamptz
      WHERE workspace_id = $1 AND id = $2 AND saved_at = $3::timestamptz AND tokens_refused_since IS NULL`,
    [set.workspaceId, set.setId, set.savedAt, tx.now],
  );
}
