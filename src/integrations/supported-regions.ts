import type DataLoader from 'dataloader';
import { type GraphQLSchema, isObjectType } from 'graphql';
import type { SupportedRegion } from '../catalogue/region.graphql.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { type Integration, regionsThat } from './integration.graphql.js';

/** A country of an integration by the local part of its id, `<integration's key>:<country code>`. */
export async function findRegion(
  integrations: DataLoader<string, Integration | null>,
  local: string,
): Promise<SupportedRegion | null> {
  const [key = ''] = local.split(':');
  const integration = await integrations.load(key);
  const id = toGlobalId('SupportedRegion', local);
  return integration?.supportedRegions.find((region) => region.id === id) ?? null;
}

/**
 * Resolves `Integration.supportedRegions` without TypeGraphQL, which awaits every argument: too slow for a field that is
 * read for each integration of a list.
 */
export function resolveRegionsAtOnce(schema: GraphQLSchema): void {
  const type = schema.getType('Integration');
  const field = isObjectType(type) ? type.getFields().supportedRegions : undefined;
  if (field === undefined) throw new Error('the schema has no field Integration.supportedRegions');
  field.resolve = (source, { supported }) => regionsThat(source, supported);
}
