import type { EncryptionContext } from '../infra/secrets/installation.js';
import type { Secret } from '../infra/secrets/secret.js';
import { type VerifierRef, verifierBinding } from '../links/sealed-verifiers.repository.js';

/** Encrypts the PKCE verifier of a sign-in (RFC 7636) for storage until its code is exchanged. */
export class LinkVerifierService {
  constructor(private readonly encryption: () => EncryptionContext) {}

  seal(verifier: Secret, attempt: VerifierRef): Promise<string> {
    return this.encryption().vault.seal(verifier, verifierBinding(attempt));
  }

  /** @throws DecryptionFailed if the verifier was encrypted for another sign-in */
  open(sealed: string, attempt: VerifierRef): Promise<Secret> {
    return this.encryption().vault.open(sealed, verifierBinding(attempt));
  }
}
