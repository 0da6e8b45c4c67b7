import { BREAK, type DocumentNode, getLocation, type NameNode, type ValueNode, visit } from 'graphql';
import { LIMITS } from './limits.js';
import { whyNotSelections } from './selection-limits.js';
import { whyNotLiteral } from './value-limits.js';

/**
 * Why a parsed document is too much to be validated, or undefined. It looks at each node about once, so that what is
 * costly to validate is refused before: graphql-js compares fields in pairs, and prints names into every error.
 */
export function whyNotDocument(document: DocumentNode): string | undefined {
  if (document.definitions.length > LIMITS.definitions)
    return `The document has more than ${LIMITS.definitions} operations and fragments.`;
  return whyNotNames(document) ?? whyNotSelections(document);
}

/** The first name that is too long, or literal that is too large. */
function whyNotNames(document: DocumentNode): string | undefined {
  let why: string | undefined;
  const stop = (found: string | undefined) => {
    why = found;
    return found === undefined ? undefined : BREAK;
  };
  const literal = (node: ValueNode) => {
    const found = whyNotLiteral(node);
    return stop(found && `The document holds ${found}.`);
  };
  visit(document, {
    Name: (node) => stop(whyNotName(node, node.value)),
    EnumValue: (node) => stop(whyNotName(node, node.value)),
    StringValue: literal,
    ListValue: literal,
    ObjectValue: literal,
  });
  return why;
}

function whyNotName({ loc }: Pick<NameNode, 'loc'>, name: string): string | undefined {
  if (name.length <= LIMITS.nameLength) return undefined;
  const { line, column } = loc ? getLocation(loc.source, loc.start) : { line: 1, column: 1 };
  return `The name at line ${line}, column ${column} of the document is longer than ${LIMITS.nameLength} characters.`;
}
