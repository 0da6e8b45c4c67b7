import type { Secret } from '../infra/secrets/secret.js';

/** The keys of one application, opened for one call. */
export interface Application {
  readonly apiVersion: string;
  readonly clientId: string;
  /** By the field's name in the credential option: clientSecret, signingSecret … */
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** An application that this installation must not use. The message says what to do and holds nothing of the keys. */
export class ApplicationRefused extends Error {
  override readonly name = 'ApplicationRefused';
}
