/**
 * The code of an error: errno name (`ENOENT`) or SQLSTATE; undefined where it has none. Looks at the property, not at
 * the class: under jest the errors of Node's own modules are instances of another realm's Error.
 */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
