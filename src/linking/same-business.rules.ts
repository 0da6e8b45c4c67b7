interface Named {
  readonly id: string;
  readonly name: string;
}

const folded = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Whether a business is the one linked before. Ids of different API versions cannot be compared: then the names are,
 * and the customer confirms. `sameVersion` undefined: the application of that time is gone.
 */
export function isSameBusiness(previous: Named, found: Named, sameVersion: boolean | undefined): boolean {
  const sameName = folded(previous.name) === folded(found.name);
  if (sameVersion === undefined) return previous.id === found.id || sameName;
  return sameVersion ? previous.id === found.id : sameName;
}
