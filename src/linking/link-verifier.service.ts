import type { EncryptionContext } from '../infra/secrets/installation.js';
import type { Secret } from '../infra/secrets/secret.js';

/** Encrypts the PKCE verifier of a sign-in (RFC 7636) for storage until its code is exchanged. */
export class LinkVerifierService {
  constructor(private readonly encryption: () => EncryptionContext) {}

  seal(verifier: Secret, attempt: VerifierRef): Promise<string> {
    return this.encryption().vault.seal(verifier, locationOf(attempt));
  }

  /** @throws DecryptionFailed if the verifier was encrypted for another sign-in */
  open(sealed: string, attempt: VerifierRef): Promise<Secret> {
    return this.encryption().vault.open(sealed, locationOf(attempt));
  }
}

/** The sign-in of a verifier: the attempt and the hash of its OAuth state. */
export interface VerifierRef {
  readonly workspaceId: string;
  readonly attemptId: string;
  readonly stateHash: Buffer;
}

const locationOf = ({ workspaceId, attemptId, stateHash }: VerifierRef) => ({
  workspace: workspaceId,
  table: 'link_attempt',
  row: attemptId,
  column: `verifier ${stateHash.toString('hex')}`,
});
