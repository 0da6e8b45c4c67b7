import { LRUCache } from 'lru-cache';
import type { EncryptionContext } from '../../infra/secrets/installation.js';
import type { Secret } from '../../infra/secrets/secret.js';
import type { GrantRef, SealedTokenPair } from './grant.outcomes.js';
import { type TokenHalf, tokenBinding } from './sealed-tokens.repository.js';

/** A token pair from a platform's answer. */
export interface TokenPair extends Omit<SealedTokenPair, 'access' | 'refresh'> {
  readonly access: Secret;
  readonly refresh: Secret;
}

/** How long decrypted tokens are cached. Calls for one piece of work follow each other within a minute. */
const KEPT = { max: 1_000, ttl: 60_000 };

/**
 * Encrypts and decrypts token pairs. Each token is bound to its grant and rotation, and cannot be decrypted for
 * another.
 */
export class TokenPairVaultService {
  /** The key contains everything that decryption depends on. */
  readonly #opened = new LRUCache<string, Secret>(KEPT);

  constructor(private readonly encryption: () => EncryptionContext) {}

  /** `rotation` is the rotation that the pair will have. */
  async seal(ref: GrantRef, rotation: number, { access, refresh, ...rest }: TokenPair): Promise<SealedTokenPair> {
    const { vault } = this.encryption();
    const seal = (half: TokenHalf, secret: Secret) => vault.seal(secret, tokenBinding(ref, rotation, half));
    return { ...rest, access: await seal('access', access), refresh: await seal('refresh', refresh) };
  }

  /**
   * Decrypts an access token, at most once a minute, because many calls request the same token.
   * @throws DecryptionFailed
   */
  async openAccess(ref: GrantRef, rotation: number, sealed: string): Promise<Secret> {
    const name = `${ref.workspaceId} ${ref.grantId} ${rotation} ${sealed}`;
    const cached = this.#opened.get(name);
    if (cached !== undefined) return cached;
    const opened = await this.open(ref, rotation, 'access', sealed);
    this.#opened.set(name, opened);
    return opened;
  }

  /** @throws DecryptionFailed */
  open(ref: GrantRef, rotation: number, half: TokenHalf, sealed: string): Promise<Secret> {
    return this.encryption().vault.open(sealed, tokenBinding(ref, rotation, half));
  }
}
