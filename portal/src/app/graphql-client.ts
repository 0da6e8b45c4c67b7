import {
  type AnyVariables,
  Client,
  CombinedError,
  cacheExchange,
  fetchExchange,
  mapExchange,
  type OperationResult,
} from 'urql';
import { BASE_PATH } from './base-path.ts';
import { PORTAL_HEADERS } from './portal-headers.ts';

/**
 * Makes a GraphQL client with an empty cache. Each session gets its own client, so data read with one key is never
 * shown to a person who signs in with another. Calls `onSignedOut` when the API no longer accepts the session.
 * `isCached: false` keeps no answer, for reading more than is shown.
 */
export function createGraphqlClient(onSignedOut: () => void, { isCached = true } = {}): Client {
  return new Client({
    url: `${BASE_PATH}/graphql`,
    preferGetMethod: false,
    fetchOptions: { headers: PORTAL_HEADERS, credentials: 'same-origin', cache: 'no-store' },
    requestPolicy: 'cache-and-network',
    exchanges: [
      ...(isCached ? [cacheExchange] : []),
      mapExchange({
        onError: ({ graphQLErrors }) => {
          if (graphQLErrors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')) onSignedOut();
        },
        onResult: (result) => {
          if (!isFromApi(result)) return { ...result, data: undefined, error: notFromApi(result) };
          // An answer without any data has `data: null`. To the pages that is the same as no data.
          return result.data === null ? { ...result, data: undefined } : result;
        },
      }),
      fetchExchange,
    ],
  });
}

/** Whether an answer has a reason or every field that was asked for. Another program's JSON has neither. */
function isFromApi({ operation, data, error }: OperationResult<unknown, AnyVariables>): boolean {
  if (error?.networkError) return true;
  if (error && !(error.graphQLErrors.length > 0 && error.graphQLErrors.every(isTextual))) return false;
  if (error && !data) return true;
  return operation.query.definitions.every(
    (definition) =>
      definition.kind !== 'OperationDefinition' ||
      definition.selectionSet.selections.every(
        (field) =>
          field.kind !== 'Field' || field.directives?.length || (field.alias ?? field.name).value in Object(data),
      ),
  );
}
const isTextual = ({ message }: { readonly message: unknown }): boolean => typeof message === 'string';

/** The error of such an answer. urql keeps the response of failures only; others have the status 200. */
const notFromApi = ({ error }: OperationResult<unknown, AnyVariables>) =>
  new CombinedError({
    networkError: new Error('not an answer of the API'),
    response: error?.response ?? new Response(),
  });
