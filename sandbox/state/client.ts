import { DEMO } from '../demo.js';

export type ApiVersion = '3.1' | '3.0';

/** An application that is registered here. */
export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiVersion: ApiVersion;
  readonly redirectUris: readonly string[];
  /** `http://localhost:<port>/oauth/callback` and the same on 127.0.0.1 count as registered, whatever the port. */
  readonly anyLoopbackCallback: boolean;
  /** v3.0 only: what must come as `ocp-apim-subscription-key`. */
  readonly subscriptionKey?: string;
  /** v3.0 only: kept because applications have one. Sage has not looked at signatures since 2017; neither does this. */
  readonly signingSecret?: string;
}

const LOOPBACK_CALLBACK = /^http:\/\/(?:localhost|127\.0\.0\.1):\d{1,5}\/oauth\/callback$/;

/** Character for character, as Sage compares: another case or a further slash is another URI. */
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
