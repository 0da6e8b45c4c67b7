import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  getNamedType,
  isUnionType,
  parse,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { examples as playgroundExamples } from '../../portal/src/playground/sage.examples.js';

const playgroundSchema = () =>
  buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
describe('the example operations', () => {
  const schema = playgroundSchema();
  const examples = playgroundExamples.map(({ operation, variables }) => {
    const document = parse(operation);
    const [definition] = document.definitions;
    const name = definition?.kind === 'OperationDefinition' ? (definition.name?.value ?? '') : '';
    return { name, operation, document, definition, variables };
  });

  test('follow the setup guide in its order', () => {
    expect(examples.map(({ name }) => name)).toEqual([
      'ReadTheSettingsPage',
      'SaveV31Keys',
      'SaveV30Keys',
      'Enable',
      'CreateACompany',
      'LinkTheCompany',
      'GetAToken',
      'Audit',
    ]);
  });

  test.each(examples)(
    '$name is valid against the schema and says what it does',
    ({ document, operation }) => {
      expect(validate(schema, document).map(String)).toEqual([]);
      expect(operation).toMatch(/^# \d\. \w+/);
    },
  );

  test.each(examples)(
    '$name declares exactly the variables that it fills in',
    ({ definition, variables }) => {
      const declared =
        definition?.kind === 'OperationDefinition' ? (definition.variableDefinitions ?? []) : [];
      const needed = declared
        .filter(({ type }) => type.kind === 'NonNullType')
        .map((one) => one.variable.name.value);
      expect(Object.keys(variables)).toEqual(expect.arrayContaining(needed));
      expect(declared.map((one) => one.variable.name.value)).toEqual(
        expect.arrayContaining(Object.keys(variables)),
      );
    },
  );

  test.each(examples)('$name asks every union for its type and its problem', ({ document }) => {
    const info = new TypeInfo(schema);
    const check = visitWithTypeInfo(info, {
      Field(field) {
        const type = getNamedType(info.getType());
        if (!isUnionType(type) || !field.selectionSet) return;
        const selected = field.selectionSet.selections.map((selection) =>
          print(selection).replaceAll(/\s+/g, ' '),
        );
        expect(selected).toContain('__typename');
        expect(selected).toContain('... on Problem { code message }');
      },
    });
    visit(document, check);
  });

  test('carry secrets as variables only, with placeholders that the API refuses', () => {
    for (const { name, document, variables } of examples) {
      const info = new TypeInfo(schema);
      const secrets: string[] = [];
      const collect = visitWithTypeInfo(info, {
        ObjectField({ value }) {
          if (getNamedType(info.getInputType())?.name === 'Secret') secrets.push(value.kind);
        },
      });
      visit(document, collect);
      expect([name, secrets.filter((kind) => kind !== 'Variable')]).toEqual([name, []]);
      const placeholders = Object.values(variables).filter((value) => typeof value === 'string');
      expect(placeholders.filter((value) => !value.includes(' '))).toEqual([]);
    }
  });
});
