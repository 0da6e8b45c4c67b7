import type { RegionData } from './catalogue.repository.js';

type Coverage = Pick<RegionData['coverage'][number], 'apiVersion' | 'availability'>;

/** The API versions that cover a country, whether confirmed or only listed. */
export function coveredVersions(region: { readonly coverage: readonly Coverage[] }): string[] {
  return region.coverage
    .filter(({ availability }) => availability !== 'NOT_COVERED')
    .map(({ apiVersion }) => apiVersion);
}

/** Whether companies of a country can be linked: one of the covering versions has a current credential set. */
export const isLinkable = (covering: readonly string[], currentVersions: readonly string[]): boolean =>
  covering.some((version) => currentVersions.includes(version));
