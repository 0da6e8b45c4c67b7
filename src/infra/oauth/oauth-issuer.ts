/**
 * Whether a callback comes from the issuer that it should come from (RFC 9207): one `iss` at most, and where there is
 * one it must be on the list.
 */
export function isFromIssuer(callback: URLSearchParams, issuers: readonly string[]): boolean {
  const given = callback.getAll('iss');
  return given.length <= 1 && given.every((issuer) => issuers.includes(issuer));
}
