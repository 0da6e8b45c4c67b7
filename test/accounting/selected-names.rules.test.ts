import { expect, test } from '@jest/globals';
import { type FieldNode, type FragmentDefinitionNode, parse } from 'graphql';
import { selectedNames } from '../../src/accounting/selected-names.rules.js';

function namesOf(text: string): string[] {
  const { definitions } = parse(text);
  const [operation, ...fragments] = definitions as unknown as FragmentDefinitionNode[];
  const fieldNodes = operation?.selectionSet.selections as unknown as FieldNode[];
  const byName = Object.fromEntries(fragments.map((one) => [one.name.value, one]));
  // Twice: what is kept of a field answers the same.
  selectedNames({ fieldNodes, fragments: byName });
  return [...selectedNames({ fieldNodes, fragments: byName })].sort();
}

test.each([
  ['at every level', '{ a { b { c } d } }', ['b', 'c', 'd']],
  ['under their names, not their aliases', '{ a { x: b } }', ['b']],
  ['in fragments', '{ a { ...F ... { d } } } fragment F on A { b { ...G } } fragment G on B { c }', ['b', 'c', 'd']],
  ['that directives leave out', '{ a { b @skip(if: true) } }', ['b']],
  ['of fields that are answered as one', '{ a { b } a { c } }', ['b', 'c']],
])('the names of fields %s', (_where, text, names) => expect(namesOf(text)).toEqual(names));
