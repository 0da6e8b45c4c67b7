import { Client, cacheExchange, fetchExchange, mapExchange } from 'urql';
import { BASE_PATH } from './base-path.ts';

/** The API accepts a session cookie only with this header, which pages of other origins cannot send. */
export const PORTAL_HEADERS = { 'x-ledgerlink-portal': '1' };

/**
 * Makes a GraphQL client with an empty cache. Each session gets its own client, so data read with one key is never
 * shown to a person who signs in with another. Calls `onSignedOut` when the API no longer accepts the session.
 */
export function createGraphqlClient(onSignedOut: () => void): Client {
  return new Client({
    url: `${BASE_PATH}/graphql`,
    preferGetMethod: false,
    fetchOptions: { headers: PORTAL_HEADERS, credentials: 'same-origin', cache: 'no-store' },
    requestPolicy: 'cache-and-network',
    exchanges: [
      cacheExchange,
      mapExchange({
        onError: ({ graphQLErrors }) => {
          if (graphQLErrors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')) onSignedOut();
        },
        // An answer without any data has `data: null`. To the pages that is the same as no data.
        onResult: (result) => (result.data === null ? { ...result, data: undefined } : result),
      }),
      fetchExchange,
    ],
  });
}
