import type { Actor, ApiKeyService } from '../workspaces/api-key.service.js';
import { readSession, SESSION_MS, signSession } from './session.rules.js';

/** Sessions of the portal. Nothing of them is stored: each is signed, and ends with its key or after twelve hours. */
export class SessionService {
  constructor(
    private readonly apiKeys: ApiKeyService,
    /** The same in every process of an installation; known once the installation was opened. */
    private readonly signingKey: () => Buffer,
  ) {}

  open({ workspaceId, prefix, apiKeyId }: Actor): { token: string; expiresAt: Date } {
    const expiresAt = Date.now() + SESSION_MS;
    const token = signSession({ workspaceId, prefix, apiKeyId, expiresAt }, this.signingKey());
    return { token, expiresAt: new Date(expiresAt) };
  }

  /** Who is signed in, or undefined: forged, past its end, or its key is revoked. A forged token costs no statement. */
  async findSession(token: string): Promise<{ actor: Actor; expiresAt: Date } | undefined> {
    const session = readSession(token, this.signingKey(), Date.now());
    if (session === undefined) return undefined;
    const actor = await this.apiKeys.authenticateSession(session);
    return actor && { actor, expiresAt: new Date(session.expiresAt) };
  }
}
