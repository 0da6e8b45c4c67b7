import type { Actor, ApiKeyService } from '../workspaces/api-key.service.js';
import { readSession, signSession } from './session-token.js';

/** Sessions of the portal. They are not stored: each is a signed token, and ends with its key or after twelve hours. */
export class SessionService {
  constructor(
    private readonly apiKeys: ApiKeyService,
    /** The same in every process of an installation; known once the installation was opened. */
    private readonly signingKey: () => Buffer,
  ) {}

  /** Makes a session for the holder of an API key. */
  openSession({ workspaceId, prefix, apiKeyId }: Actor): Promise<{ token: string; expiresAt: Date }> {
    return signSession({ workspaceId, prefix, apiKeyId }, this.signingKey(), new Date());
  }

  /**
   * Who is signed in. Undefined: the token is forged or too old, or its key is revoked. A forged token costs no
   * statement.
   */
  async findSession(token: string): Promise<{ actor: Actor; expiresAt: Date } | undefined> {
    const found = await readSession(token, this.signingKey(), new Date());
    const actor = found && (await this.apiKeys.authenticateSession(found.session));
    return actor && { actor: { ...actor, sessionEndsAt: found.expiresAt }, expiresAt: found.expiresAt };
  }
}
