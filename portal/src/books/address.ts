import type { DataPlace } from '../companies/linked-company.tsx';

type Filter = Readonly<Record<string, string>>;

/** The address of a part of the books, with the values of its filter by name. */
export function sectionAddress({ address, search }: DataPlace, section: string, filter: Filter = {}): string {
  const query = new URLSearchParams([...new URLSearchParams(search), ...Object.entries(filter)]);
  return `${address}/books/${section}${query.size === 0 ? '' : `?${query}`}`;
}

export const recordAddress = (place: DataPlace, section: string, id: string): string =>
  `${place.address}/books/${section}/${id}${place.search}`;
