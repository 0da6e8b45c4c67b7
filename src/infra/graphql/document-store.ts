import { type DocumentNode, Kind, visit } from 'graphql';
import { LRUCache } from 'lru-cache';

/** The sum of the lengths of all kept document texts. A parsed document takes about fifty bytes per character. */
const MAX_TEXT_LENGTH = 1_000_000;

/**
 * Keeps validated documents by hash, least recently used removed first. Mutations with literal strings are not kept:
 * the literals may be secrets.
 */
export function createDocumentStore() {
  const documents = new LRUCache<string, DocumentNode>({
    max: 1_000,
    maxSize: MAX_TEXT_LENGTH,
    sizeCalculation: ({ loc }) => loc?.source.body.length || 1,
  });
  return {
    get: (key: string): DocumentNode | undefined => documents.get(key),
    set: (key: string, document: DocumentNode): void => {
      if (!holdsLiteralInMutation(document)) documents.set(key, document);
    },
  };
}

function holdsLiteralInMutation(document: DocumentNode): boolean {
  const mutates = document.definitions.some(
    (one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === 'mutation',
  );
  let literals = 0;
  if (mutates) visit(document, { StringValue: () => void literals++ });
  return literals > 0;
}
