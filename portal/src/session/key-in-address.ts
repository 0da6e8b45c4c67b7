/** Returns the key of an address such as `/#key=ll_…` and removes it from the address and the history entry. */
export function takeKeyFromAddress(): string | undefined {
  const key = new URLSearchParams(location.hash.slice(1)).get('key')?.trim();
  if (key === undefined) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return key;
}
