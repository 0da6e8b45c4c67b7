import type { Secret } from '../platform/secret.js';

/** The keys of one application, opened for one call. */
export interface Application {
  readonly apiVersion: string;
  readonly clientId: string;
  /** By the field's name in the credential option: clientSecret, signingSecret … */
  readonly secrets: Readonly<Record<string, Secret>>;
}
