import { type DocumentNode, Kind, visit } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Characters of all kept documents together. A parsed document takes about fifty bytes for each character. */
const MAX_TEXT_LENGTH = 1_000_000;

/**
 * Makes the cache in which Apollo Server keeps parsed and validated documents by their hash. It does not keep
 * mutations that contain literal strings, because these may be secrets.
 */
export function createDocumentStore() {
  const documents = new LRUCache<string, DocumentNode>({
    max: 1_000,
    maxSize: MAX_TEXT_LENGTH,
    sizeCalculation: ({ loc }) => loc?.source.body.length || 1,
  });
  return {
    get: async (key: string) => documents.get(key),
    set: async (key: string, document: DocumentNode) => {
      if (!holdsLiteralInMutation(document)) documents.set(key, document);
    },
    delete: async (key: string) => documents.delete(key),
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
