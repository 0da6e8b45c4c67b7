import type { Installation, Provider, ProviderDefinition, ProviderFactory } from './provider.js';
import { sage } from './sage/sage.provider.js';

/** Every platform of this build. A new one is a folder beside `sage/`, its GraphQL file, and its name here. */
export const platforms: readonly ProviderFactory[] = [sage];

/** What the platforms of this build are: the schema and the catalogue are made from it. */
export const providerDefinitions: readonly ProviderDefinition[] = platforms.map(({ definition }) => definition);

/** The providers for one installation, by the integration's key. `factories`: the platforms, those of this build by default. */
export function createProviders(
  installation: Installation,
  factories: readonly ProviderFactory[] = platforms,
): ReadonlyMap<string, Provider> {
  return new Map(factories.map((factory) => [factory.definition.key, factory.create(installation)]));
}
