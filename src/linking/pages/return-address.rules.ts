/** Where the customer goes back to, with what became of it; `returnUrl` is on the allow-list. */
export function returnAddress(
  returnUrl: string,
  result: { readonly status: string; readonly reason: string; readonly linkId: string },
): string {
  const url = new URL(returnUrl);
  for (const [name, value] of Object.entries(result)) url.searchParams.append(name, value);
  return url.href;
}
