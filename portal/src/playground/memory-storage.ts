/**
 * A Storage in memory for GraphiQL's tabs, variables and history. Variables may contain secrets, so nothing is
 * persisted.
 */
export function createMemoryStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
    clear: () => items.clear(),
    get length() {
      return items.size;
    },
  };
}
