/**
 * Whether a callback comes from one of these issuers (RFC 9207). A callback without `iss` does; one with two, or with
 * an `iss` that is not in `issuers`, does not.
 */
export function isFromIssuer(callback: URLSearchParams, issuers: readonly string[]): boolean {
  const given = callback.getAll('iss');
  return given.length <= 1 && given.every((issuer) => issuers.includes(issuer));
}
