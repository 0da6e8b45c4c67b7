import type { EncryptionContext } from '../infra/secrets/installation.js';
import type { Secret } from '../infra/secrets/secret.js';

/** Keeps the PKCE verifier of a round through the platform (RFC 7636) until its code is exchanged. */
export class LinkVerifierService {
  constructor(private readonly encryption: () => EncryptionContext) {}

  seal(verifier: Secret, round: VerifierOf): Promise<string> {
    return this.encryption().vault.seal(verifier, placeOf(round));
  }

  /** Throws DecryptionFailed for what was sealed for another round. */
  open(sealed: string, round: VerifierOf): Promise<Secret> {
    return this.encryption().vault.open(sealed, placeOf(round));
  }
}

/** A verifier belongs to one attempt, in one round. */
export interface VerifierOf {
  readonly workspaceId: string;
  readonly attemptId: string;
  readonly stateHash: Buffer;
}

const placeOf = ({ workspaceId, attemptId, stateHash }: VerifierOf) => ({
  workspace: workspaceId,
  table: 'link_attempt',
  row: attemptId,
  column: `verifier ${stateHash.toString('hex')}`,
});
