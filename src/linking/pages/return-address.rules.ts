/**
 * The return URL with the result as parameters. Parameters with the same names are replaced, because a receiver that
 * reads the first of two would see a wrong result. `returnUrl` is in the workspace's list.
 */
export function returnAddress(
  returnUrl: string,
  result: { readonly status: string; readonly reason: string; readonly linkId: string },
): string {
  const url = new URL(returnUrl);
  for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value);
  return url.href;
}
