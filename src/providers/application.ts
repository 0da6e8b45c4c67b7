import type { Secret } from '../infra/secrets/secret.js';

/** An application that a workspace registered with a platform, with its keys decrypted for one call. */
export interface Application {
  readonly apiVersion: string;
  readonly clientId: string;
  /** By the field's name in the credential option, such as `clientSecret`. */
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** Thrown for an application that this installation must not use. The message says what to do and contains no key. */
export class ApplicationRefused extends Error {
  override readonly name = 'ApplicationRefused';
}
