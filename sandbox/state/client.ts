import { DEMO } from '../demo.js';

export type ApiVersion = '3.1' | '3.0';

/** A registered application. */
export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiVersion: ApiVersion;
  readonly redirectUris: readonly string[];
  /** `/oauth/callback` on localhost and 127.0.0.1 counts as registered, on any port, with https, and below any path. */
  readonly anyLoopbackCallback: boolean;
  /** v3.0 only: the required value of `ocp-apim-subscription-key`. */
  readonly subscriptionKey?: string;
  /** v3.0 only. Stored but not used: Sage has not checked request signatures since 2017. */
  readonly signingSecret?: string;
}

const LOOPBACK_CALLBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?(?:\/[^/?#]+)*\/oauth\/callback$/;

/** Compares character for character, as Sage does. Another case or a further slash makes another URI. */
export function isRegistered({ redirectUris, anyLoopbackCallback }: Client, redirectUri: string): boolean {
  return redirectUris.includes(redirectUri) || (anyLoopbackCallback && LOOPBACK_CALLBACK.test(redirectUri));
}

export function demoClients(): Client[] {
  const common = { redirectUris: [], anyLoopbackCallback: true };
  return [
    { ...DEMO.v31, ...common, apiVersion: '3.1' },
    { ...DEMO.v30, ...common, apiVersion: '3.0' },
  ];
}
