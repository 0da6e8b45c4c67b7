interface Named {
  readonly id: string;
  readonly name: string;
}

/** A name without what two spellings of one name may differ in: case, white space, composition. */
export const normalizeName = (text: string): string =>
  text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Whether a business is the one linked before. Ids of different API versions cannot be compared, so then the names are
 * compared and the customer confirms. `sameVersion` is undefined if the earlier application was deleted.
 */
export function isSameBusiness(previous: Named, found: Named, sameVersion: boolean | undefined): boolean {
  const sameName = normalizeName(previous.name) === normalizeName(found.name);
  if (sameVersion === undefined) return previous.id === found.id || sameName;
  return sameVersion ? previous.id === found.id : sameName;
}
