import { Kind, type ValueNode } from 'graphql';
import { inWords, LIMITS } from './limits.js';

/** What has been counted so far, of all variables together. */
interface Count {
  values: number;
}

/**
 * Why what was sent as variables is too much to be looked at, or undefined. It stops at the first limit, so it costs no
 * more than `LIMITS.values` steps, and never goes deeper than `LIMITS.valueDepth`.
 */
export function whyNotValues(variables: Readonly<Record<string, unknown>>): string | undefined {
  const count = { values: 0 };
  for (const name in variables) {
    const why = whyNotValue(variables[name], 1, count);
    if (why !== undefined) return `The variables hold ${why}.`;
  }
  return undefined;
}

function whyNotValue(value: unknown, depth: number, count: Count): string | undefined {
  if (++count.values > LIMITS.values) return `more than ${inWords(LIMITS.values)} values`;
  if (typeof value === 'string') return whyNotText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const why = Array.isArray(value) ? whyNotList(value.length, depth) : whyNotDepth(depth);
  if (why !== undefined) return why;
  // for…in makes no list of 40,000 names of which only the first are looked at.
  for (const key in value) {
    const inside = whyNotValue((value as Record<string, unknown>)[key], depth + 1, count);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** The same limits for a value that is written into the document; how many there are is limited by its tokens. */
export function whyNotLiteral(node: ValueNode, depth = 1): string | undefined {
  switch (node.kind) {
    case Kind.STRING:
      return whyNotText(node.value);
    case Kind.LIST:
      return whyNotList(node.values.length, depth) ?? firstOf(node.values, depth);
    case Kind.OBJECT:
      return (
        whyNotDepth(depth) ??
        firstOf(
          node.fields.map(({ value }) => value),
          depth,
        )
      );
    default:
      return undefined;
  }
}

function firstOf(nodes: readonly ValueNode[], depth: number): string | undefined {
  for (const node of nodes) {
    const why = whyNotLiteral(node, depth + 1);
    if (why !== undefined) return why;
  }
  return undefined;
}

const whyNotText = (text: string): string | undefined =>
  text.length > LIMITS.textLength ? `a text of more than ${inWords(LIMITS.textLength)} characters` : undefined;

const whyNotDepth = (depth: number): string | undefined =>
  depth > LIMITS.valueDepth ? `a value that is nested deeper than ${LIMITS.valueDepth} levels` : undefined;

const whyNotList = (length: number, depth: number): string | undefined =>
  length > LIMITS.listLength ? `a list of more than ${inWords(LIMITS.listLength)} elements` : whyNotDepth(depth);
