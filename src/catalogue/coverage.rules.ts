import type { RegionData } from './catalogue.repository.js';

type Coverage = Pick<RegionData['coverage'][number], 'apiVersion' | 'availability'>;

/** The API versions that cover a country at all; how sure that is does not matter here. */
export function coveredVersions(region: { readonly coverage: readonly Coverage[] }): string[] {
  return region.coverage
    .filter(({ availability }) => availability !== 'NOT_COVERED')
    .map(({ apiVersion }) => apiVersion);
}

/** Whether companies of a country can be linked: one of the versions that cover it has a current set. */
export const isLinkable = (covering: readonly string[], currentVersions: readonly string[]): boolean =>
  covering.some((version) => currentVersions.includes(version));
