/** The key of a link such as `/#key=ll_…`, taken out of the address and its history entry at once. */
export function takeKeyFromAddress(): string | undefined {
  const key = new URLSearchParams(location.hash.slice(1)).get('key')?.trim();
  if (key === undefined) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return key;
}
