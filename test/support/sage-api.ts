import type { IncomingHttpHeaders } from 'node:http';
import { Secret } from '../../src/infra/secrets/secret.js';
import type { Provider } from '../../src/providers/provider.js';
import type { PlatformAccess } from '../../src/providers/provider-api.js';
import { createProviders } from '../../src/providers/registry.js';
import { serve } from './loopback.js';
import { SAGE } from './sage.js';

export interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}
export type Reply = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

export function sageAt(sandboxUrl: string | undefined): Provider {
  const provider = createProviders({ sandboxUrl }).get(SAGE);
  if (provider === undefined) throw new Error('no provider');
  return provider;
}

/** A platform that answers as the test says, by path and query; what it does not know is 500. */
export async function fakeSage(replies: (path: string) => Reply | undefined) {
  const seen: Seen[] = [];
  const url = await serve((request, response) => {
    const path = request.url ?? '';
    seen.push({ path, headers: request.headers });
    const [status, body, headers] = replies(path) ?? [500, 'nothing is known of this'];
    response.writeHead(status, headers);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return { api: sageAt(url.origin).api, seen, origin: url.origin };
}

const SECRETS = {
  clientSecret: new Secret('client-secret'),
  signingSecret: new Secret('TestSigningSecret'),
  subscriptionKey: new Secret('subscription-key'),
};

export const accessTo = (apiVersion: string, more: Partial<PlatformAccess> = {}): PlatformAccess => ({
  application: { apiVersion, clientId: 'sandbox/app', secrets: SECRETS },
  accessToken: new Secret('TestToken'),
  countryCode: 'GB',
  platformUserId: null,
  businessId: null,
  ...more,
});
