import { Client, cacheExchange, fetchExchange, mapExchange } from 'urql';

/** Tells our own pages from everybody else's: the API takes a session from nowhere else. */
export const PORTAL_HEADERS = { 'x-ledgerlink-portal': '1' };

/** One per session, so that nothing read with one key is ever shown to another. `onSignedOut`: the session has ended. */
export function createGraphqlClient(onSignedOut: () => void): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetchOptions: { headers: PORTAL_HEADERS, credentials: 'same-origin', cache: 'no-store' },
    requestPolicy: 'cache-and-network',
    exchanges: [
      cacheExchange,
      mapExchange({
        onError: ({ graphQLErrors }) => {
          if (graphQLErrors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')) onSignedOut();
        },
      }),
      fetchExchange,
    ],
  });
}
