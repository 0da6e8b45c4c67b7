import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
} from 'graphql';

/** A root field of the schema with the least that calling it takes. */
export interface RootField {
  readonly kind: 'query' | 'mutation';
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
  /** A document with every required argument as a variable, and optional ids too when `ids` are asked for. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether an id is among the arguments. */
  readonly takesId: boolean;
}

/** What to send where an id is wanted. */
type IdFor = () => string;

/** Every root field there is, in schema order: a field added later is walked without being listed anywhere. */
export function walkRootFields(schema: GraphQLSchema, idFor: IdFor = () => 'x'): RootField[] {
  return (['query', 'mutation'] as const).flatMap((kind) => {
    const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
    return Object.values(root?.getFields() ?? {}).map((field) => toRootField(schema, kind, field, idFor));
  });
}

function toRootField(
  schema: GraphQLSchema,
  kind: RootField['kind'],
  field: GraphQLField<unknown, unknown>,
  idFor: IdFor,
): RootField {
  let takesId = false;
  const id = () => {
    takesId = true;
    return idFor();
  };
  const sent = field.args.filter(
    ({ type, defaultValue }) => (isNonNullType(type) && defaultValue === undefined) || getNamedType(type).name === 'ID',
  );
  const variables = Object.fromEntries(sent.map(({ name, type }) => [name, leastValue(type, id)]));
  const declared = sent.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = sent.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = `${field.name}${passed && `(${passed})`}${selection(schema, field)}`;
  return {
    kind,
    name: field.name,
    field,
    query: `${kind}${declared && `(${declared})`} { ${call} }`,
    variables,
    takesId,
  };
}

function selection(schema: GraphQLSchema, { type }: GraphQLField<unknown, unknown>): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  const problem = schema.getType('Problem') && isUnionType(named) ? ' ... on Problem { code message }' : '';
  return ` { __typename${problem} }`;
}

/** The least valid value of a type: required fields only, one of a oneOf, the first of an enum. */
export function leastValue(type: GraphQLInputType, idFor: IdFor): unknown {
  if (isNonNullType(type)) return leastValue(type.ofType, idFor);
  if (isListType(type)) return [leastValue(type.ofType, idFor)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return type.name === 'ID' ? idFor() : SCALARS[type.name];
  const fields = Object.values(type.getFields());
  const sent = type.isOneOf
    ? fields.slice(0, 1)
    : fields.filter((field) => isNonNullType(field.type) && field.defaultValue === undefined);
  return Object.fromEntries(sent.map((field) => [field.name, leastValue(field.type, idFor)]));
}

const SCALARS: Readonly<Record<string, unknown>> = {
  String: 'x',
  Int: 1,
  Float: 1,
  Boolean: true,
  Secret: 'x',
  DateTime: '2999-01-01T00:00:00.000Z',
  Date: '2999-01-01',
  CountryCode: 'GB',
  URL: 'https://example.com',
};
