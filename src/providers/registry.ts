import type { Provider, ProviderDefinition } from './provider.js';
import { sageApi } from './sage/api/sage.api.js';
import { sageOAuth } from './sage/oauth/sage.oauth.js';
import { sage } from './sage/sage.definition.js';
import { SageEndpoints } from './sage/sage.endpoints.js';

/** Every platform that this build knows. A new one is a folder beside `sage/`, its GraphQL file, and two lines here. */
export const providers: readonly ProviderDefinition[] = [sage];

export interface Installation {
  /** Where applications of the sandbox find their platform; undefined: they are refused. */
  readonly sandboxUrl: string | undefined;
}

/** How the platforms are spoken to from this installation, by the integration's key. */
export function createProviders({ sandboxUrl }: Installation): ReadonlyMap<string, Provider> {
  const endpoints = new SageEndpoints(sandboxUrl);
  const made: Provider[] = [{ definition: sage, oauth: sageOAuth(endpoints), api: sageApi(endpoints) }];
  return new Map(made.map((provider) => [provider.definition.key, provider]));
}
