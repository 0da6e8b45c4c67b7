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
import type { ApiScope } from '../../portal/src/gql/graphql.js';
import { createGuide } from '../../portal/src/playground/guide.js';
import type { ProviderDefinition } from '../../src/providers/provider.js';
import { sageDefinition } from '../../src/providers/sage/sage.definition.js';
import { fakeDefinition } from '../support/fake-platform/fake-provider.js';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/** As the API answers an integration to the playground. */
const integrationOf = ({ key, options }: ProviderDefinition) => ({
  key,
  credentialOptions: options.map(({ inputField, label, fields }) => ({
    inputField,
    label,
    fields: [...fields],
  })),
});

const ALL: readonly ApiScope[] = [
  'INTEGRATIONS_READ',
  'INTEGRATIONS_WRITE',
  'COMPANIES_READ',
  'COMPANIES_WRITE',
  'TOKENS_ISSUE',
  'PLATFORM_READ',
  'DATA_READ',
  'EVENTS_READ',
  'WEBHOOKS_WRITE',
  'AUDIT_READ',
];
const guideOf = (integration: ReturnType<typeof integrationOf> | undefined, scopes = ALL) =>
  createGuide(integration, scopes).map(({ operation, variables }) => {
    const document = parse(operation);
    const [definition] = document.definitions;
    const name = definition?.kind === 'OperationDefinition' ? (definition.name?.value ?? '') : '';
    return { name, operation, document, definition, variables };
  });
const namesOf = (guide: ReturnType<typeof guideOf>) => guide.map(({ name }) => name);

const LINKING = [
  ...['CreateACompany', 'CreateManyCompanies', 'LinkTheCompany', 'GetAToken', 'ReadFromThePlatform'],
  ...['ReadInvoices', 'FollowChanges', 'ReadARecord', 'ProfitAndLoss'],
  ...['FollowEvents', 'CreateAWebhookEndpoint', 'SendATestEvent', 'ReadDeliveries', 'ReplayFailedEvents'],
  ...['RotateTheSecret', 'Audit'],
];

describe('the example operations', () => {
  const examples = guideOf(integrationOf(sageDefinition));

  test('follow the setup guide in its order', () => {
    expect(namesOf(examples)).toEqual([
      'ReadTheSettingsPage',
      'SaveSageV31Keys',
      'SaveSageV30Keys',
      'Enable',
      ...LINKING,
    ]);
    expect(examples.map(({ operation }) => operation.split(' ', 2).join(' '))).toEqual(
      examples.map((_, at) => `# ${at + 1}.`),
    );
  });

  test('fit into the editor', () => {
    const comments = examples.flatMap(({ operation }) => operation.split('\n').filter((line) => line[0] === '#'));
    expect(comments.filter((line) => line.length > 60)).toEqual([]);
  });

  test('of another platform follow what the API says of it', () => {
    const guide = guideOf(integrationOf(fakeDefinition));
    expect(namesOf(guide).slice(0, 3)).toEqual(['ReadTheSettingsPage', 'SaveFakebooksKeys', 'Enable']);
    expect(guide[1]?.variables).toEqual({
      clientId: 'paste the client ID here',
      clientSecret: 'paste the client secret here',
    });
    expect(guide.map(({ operation }) => operation).join()).not.toMatch(/\bsage/i);
  });

  test('begin with the company where the key may not see integrations', () => {
    const guide = guideOf(undefined);
    expect(namesOf(guide)).toEqual(LINKING);
    expect(guide.flatMap(({ document }) => validate(schema, document).map(String))).toEqual([]);
  });

  test.each<[ApiScope, string[]]>([
    ['INTEGRATIONS_READ', ['ReadTheSettingsPage']],
    ['INTEGRATIONS_WRITE', ['SaveSageV31Keys', 'SaveSageV30Keys', 'Enable']],
    ['COMPANIES_WRITE', ['CreateACompany', 'CreateManyCompanies', 'LinkTheCompany']],
    ['TOKENS_ISSUE', ['GetAToken']],
    ['PLATFORM_READ', ['ReadFromThePlatform']],
    ['DATA_READ', ['ReadARecord']],
    ['EVENTS_READ', ['FollowEvents', 'ReadDeliveries']],
    ['WEBHOOKS_WRITE', ['ReplayFailedEvents']],
    ['AUDIT_READ', ['Audit']],
    ['API_KEYS_WRITE', []],
  ])('for a key with %s alone are those that it may run', (scope, names) => {
    expect(namesOf(guideOf(integrationOf(sageDefinition), [scope]))).toEqual(names);
  });

  test.each(examples)('$name is valid against the schema and says what it does', ({ document, operation }) => {
    expect(validate(schema, document).map(String)).toEqual([]);
    expect(operation).toMatch(/^# \d+\. \w+/);
  });

  test.each(examples)('$name declares exactly the variables that it fills in', ({ definition, variables }) => {
    const declared = definition?.kind === 'OperationDefinition' ? (definition.variableDefinitions ?? []) : [];
    const needed = declared.filter(({ type }) => type.kind === 'NonNullType').map((one) => one.variable.name.value);
    expect(Object.keys(variables)).toEqual(expect.arrayContaining(needed));
    expect(declared.map((one) => one.variable.name.value)).toEqual(expect.arrayContaining(Object.keys(variables)));
  });

  test.each(examples)('$name asks every union for its type and its problem', ({ document }) => {
    const info = new TypeInfo(schema);
    const check = visitWithTypeInfo(info, {
      Field(field) {
        const type = getNamedType(info.getType());
        if (!isUnionType(type) || !field.selectionSet) return;
        const selected = field.selectionSet.selections.map((selection) => print(selection).replaceAll(/\s+/g, ' '));
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
