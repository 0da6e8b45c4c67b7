import { backgroundReader, backgroundTransaction } from '../infra/database/background-reader.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { newId } from '../infra/ids/ids.js';
import { exchangeCode } from '../infra/oauth/oauth-client.js';
import { createPkce } from '../infra/oauth/pkce.js';
import { Secret } from '../infra/secrets/secret.js';
import type { Provider } from '../providers/provider.js';
import type { ApplicationService } from './application.service.js';
import { markSecretRefused, markSound } from './credential-fault.repository.js';
import { clearFallback } from './credential-health.repository.js';

/** What the platform says of keys. UNKNOWN: it did not answer in time, or not clearly. */
export type KeyCheck = 'ACCEPTED' | 'REFUSED' | 'UNKNOWN' | 'NOT_POSSIBLE';

/** A save waits for it, so that it is short. */
const ANSWER_MS = 3_000;

interface KeyCheckSettings {
  readonly redirectUri: string;
  /** False on a copy of a database, which sends nothing. */
  readonly maySend: boolean;
}

/** Asks a platform whether it accepts an application's keys, before any customer signs in. */
export class KeyCheckService {
  constructor(
    private readonly database: Database,
    private readonly applications: ApplicationService,
    private readonly providers: ReadonlyMap<string, Provider>,
    private readonly settings: KeyCheckSettings,
  ) {}

  /**
   * Sends a made-up code once, which no platform can take for a customer's. A clear answer becomes the health of the set,
   * as long as it still has the keys that were sent. Never rejects. UNKNOWN before the commit of a request with an
   * idempotency key: the platform is asked after it.
   */
  async checkKeys(caller: Caller, setId: string): Promise<KeyCheck> {
    const { workspaceId, signal, shared } = caller;
    if (shared?.isOver === false) {
      shared.afterCommit(() => this.checkKeys(caller, setId));
      return 'UNKNOWN';
    }
    try {
      const opened = await this.applications.open(this.database.reader(signal), { workspaceId, setId });
      const oauth = opened && this.providers.get(opened.integrationKey)?.oauth;
      const clientSecret = opened?.application.secrets.clientSecret;
      if (opened === undefined || oauth === undefined || clientSecret === undefined) return 'NOT_POSSIBLE';
      const { application } = opened;
      if (!this.settings.maySend || oauth.checkKeys?.(application.apiVersion) !== true) return 'NOT_POSSIBLE';
      const { verifier } = await createPkce();
      const asking = exchangeCode({
        endpoints: oauth.endpoints(application, null),
        clientAuthentication: oauth.clientAuthentication,
        clientId: application.clientId,
        clientSecret,
        code: new Secret(`check-of-keys-${newId()}`),
        codeVerifier: verifier,
        redirectUri: this.settings.redirectUri,
        answerMs: ANSWER_MS,
      });
      const { kind } = await Promise.race([asking, inTime()]);
      if (kind !== 'invalid-client' && kind !== 'invalid-grant') return 'UNKNOWN';
      const keys = { workspaceId, setId, savedAt: opened.savedAt };
      if (kind === 'invalid-client') {
        await backgroundTransaction(this.database, (tx) => markSecretRefused(tx, keys, opened.fallback !== null));
        return 'REFUSED';
      }
      await clearFallback(backgroundReader(this.database), keys);
      if (opened.faultTold) await backgroundTransaction(this.database, (tx) => markSound(tx, keys));
      return 'ACCEPTED';
    } catch {
      // The keys are saved: what keeps them from being checked must not turn the answer into an error.
      return 'UNKNOWN';
    }
  }
}

/** Connecting has a limit of its own, which is longer. */
const inTime = (): Promise<{ kind: 'unknown' }> =>
  new Promise((wake) => setTimeout(() => wake({ kind: 'unknown' }), ANSWER_MS).unref());
