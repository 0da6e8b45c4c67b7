import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getLocation,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { whyNotDocument } from './document-limits.js';
import type { DocumentFault } from './document-refused.js';
import { createDocumentStore } from './document-store.js';
import { inWords, LIMITS } from './limits.js';

/** A document that may be run, or the first faults of one that may not. */
export type ReadDocument = { readonly document: DocumentNode } | { readonly faults: readonly DocumentFault[] };

/**
 * Parses, measures and validates documents, in this order, and stops at the first few faults. Apollo would validate
 * before any limit is looked at, collect 100 errors, and print a name of 92,000 characters into each of them: 9 MB.
 */
export function createDocumentReader(schema: GraphQLSchema, introspection: boolean) {
  const store = createDocumentStore();
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  return {
    /** The document of this hash, when it was read before and kept. */
    known: (hash: string): DocumentNode | undefined => store.get(hash),
    read: (text: string, hash: string): ReadDocument => {
      const parsed = parseDocument(text);
      if ('faults' in parsed) return parsed;
      const { document } = parsed;
      const tooMuch = whyNotDocument(document);
      if (tooMuch !== undefined) return refused({ code: 'GRAPHQL_VALIDATION_FAILED', message: tooMuch });
      const options = { maxErrors: LIMITS.errors, hideSuggestions: true };
      const errors = validate(schema, document, rules, options);
      if (errors.length > 0) return { faults: errors.map(validationFault) };
      store.set(hash, document);
      return { document };
    },
  };
}

/** Reads documents: from text to what may be run. What was read before is kept. */
export type DocumentReader = ReturnType<typeof createDocumentReader>;

const refused = (fault: DocumentFault): ReadDocument => ({ faults: [fault] });

function parseDocument(text: string): ReadDocument {
  if (countLines(text) > LIMITS.lines)
    return refused({
      code: 'GRAPHQL_PARSE_FAILED',
      message: `The document has more than ${inWords(LIMITS.lines)} lines.`,
    });
  try {
    return { document: parse(text, { maxTokens: LIMITS.tokens }) };
  } catch (error) {
    return refused({ code: 'GRAPHQL_PARSE_FAILED', message: parseMessage(error as GraphQLError) });
  }
}

/** Line breaks as graphql-js counts them; it stops counting where there are too many. */
function countLines(text: string): number {
  let lines = 1;
  for (let at = 0; at < text.length && lines <= LIMITS.lines; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) lines++;
  }
  return lines;
}

/** graphql-js prints the token that it cannot parse, which may be a secret that was pasted without quotes. */
function parseMessage({ message, source, positions }: GraphQLError): string {
  if (/tokens/.test(message) && !/found/.test(message)) return 'The document has too many tokens.';
  const position = positions?.[0];
  if (source === undefined || position === undefined) return 'The document cannot be parsed.';
  const { line, column } = getLocation(source, position);
  return `The document cannot be parsed: the error is at line ${line}, column ${column}.`;
}

/** Library texts that do not say what to do, by their beginning, and the texts that replace them. */
const REPLACED_TEXTS: readonly (readonly [theirs: string, ours: string])[] = [
  [
    'GraphQL introspection',
    'Introspection is off here. Its operator turns it on with INTROSPECTION=on; schema.graphql in the repository is the same schema.',
  ],
  ['Too many validation errors', 'There are more errors than these.'],
  ['Validation aborted', 'The document is too much to validate: ask for fewer fields in one request.'],
];

function validationFault(error: GraphQLError): DocumentFault {
  const locations = error.locations?.slice(0, LIMITS.locations);
  const message = validationMessage(error).slice(0, LIMITS.messageLength);
  return { code: 'GRAPHQL_VALIDATION_FAILED', message, ...(locations && { locations }) };
}

/**
 * Validation errors about names keep their text. The rule that checks literals prints their values, so its errors get
 * a fixed text; they are recognised by the kind of the node that they point at.
 */
function validationMessage({ message, nodes }: GraphQLError): string {
  const replaced = REPLACED_TEXTS.find(([theirs]) => message.startsWith(theirs));
  if (replaced !== undefined) return replaced[1];
  if (nodes === undefined) return 'The document is not valid for this schema.';
  const pointsAtValue = nodes.some(({ kind }) => /Value$|^ObjectField$/.test(kind));
  if (!pointsAtValue) return message;
  return 'A value written into the document does not fit its type. Pass values, and secrets above all, as variables.';
}
