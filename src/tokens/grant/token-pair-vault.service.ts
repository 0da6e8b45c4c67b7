import { LRUCache } from 'lru-cache';
import type { EncryptionContext } from '../../infra/secrets/installation.js';
import type { Secret } from '../../infra/secrets/secret.js';
import type { GrantRef, SealedTokenPair } from './grant.outcomes.js';
import type { TokenPairLifetime } from './lifetime.rules.js';

/** A pair as the platform answered it. */
export interface TokenPair {
  readonly pairId: string;
  readonly access: Secret;
  readonly refresh: Secret;
  /** The database's time shortly before it was asked for. */
  readonly at: string;
  readonly life: TokenPairLifetime;
}

type Half = 'access' | 'refresh';

/** As long as calls for one piece of work come after one another; a token lives five minutes. */
const KEPT = { max: 1_000, ttl: 60_000 };

/** Seals and opens pairs, each half bound to its grant and rotation: a pair of another rotation does not open. */
export class TokenPairVaultService {
  /** By all that opening them depends on, so that what is kept is what opening would answer. */
  readonly #opened = new LRUCache<string, Secret>(KEPT);

  constructor(private readonly encryption: () => EncryptionContext) {}

  /** `rotation` is the one that the pair will have. */
  async seal(
    ref: GrantRef,
    rotation: number,
    { access, refresh, ...rest }: TokenPair,
  ): Promise<SealedTokenPair> {
    const { vault } = this.encryption();
    const seal = (half: Half, secret: Secret) => vault.seal(secret, binding(ref, rotation, half));
    return { ...rest, access: await seal('access', access), refresh: await seal('refresh', refresh) };
  }

  /** For the many calls for one token: opened once a minute. Throws DecryptionFailed. */
  async openAccess(ref: GrantRef, rotation: number, sealed: string): Promise<Secret> {
    const name = `${ref.workspaceId} ${ref.grantId} ${rotation} ${sealed}`;
    const known = this.#opened.get(name);
    if (known !== undefined) return known;
    const opened = await this.open(ref, rotation, 'access', sealed);
    this.#opened.set(name, opened);
    return opened;
  }

  /** Throws DecryptionFailed. */
  open(ref: GrantRef, rotation: number, half: Half, sealed: string): Promise<Secret> {
    return this.encryption().vault.open(sealed, binding(ref, rotation, half));
  }
}

const binding = ({ workspaceId, grantId }: GrantRef, rotation: number, half: Half) => ({
  workspace: workspaceId,
  table: 'platform_grant',
  row: grantId,
  column: `${half} ${rotation}`,
});
