import { type AnyVariables, type DocumentInput, useClient } from 'urql';

/** Returns a function that reads a query again past the cache. It is done when pages that show the query have the answer. */
export function useReread<Data, Variables extends AnyVariables>(
  query: DocumentInput<Data, Variables>,
  variables: Variables,
): () => Promise<void> {
  const client = useClient();
  return async () => {
    await client.query(query, variables, { requestPolicy: 'network-only' }).toPromise();
  };
}
