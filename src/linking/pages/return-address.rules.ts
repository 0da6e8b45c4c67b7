/**
 * Where the customer goes back to, with the result; `returnUrl` is on the allow-list. A parameter of the same name in it is
 * replaced: a receiver that reads the first of two would see a stale result.
 */
export function returnAddress(
  returnUrl: string,
  result: { readonly status: string; readonly reason: string; readonly linkId: string },
): string {
  const url = new URL(returnUrl);
  for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value);
  return url.href;
}
