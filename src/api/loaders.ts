import { lazyRecord } from '../infra/slices/lazy-record.js';
import type { LoaderContext, Loaders, Slice } from '../infra/slices/slice.js';

/** Makes the loaders of one request. */
export type MakeLoaders = (context: LoaderContext) => Loaders;

/**
 * The loaders of all slices as one record. A loader is made when the request first uses it.
 * @throws when two slices have a loader of the same name.
 */
export function loadersOf(slices: readonly Slice[]): MakeLoaders {
  const given = slices.map(({ name, loaders }) => ({ givenBy: name, factories: loaders }));
  const LoadersOfRequest = lazyRecord<Loaders, LoaderContext>(given);
  return (context) => new LoadersOfRequest(context);
}
