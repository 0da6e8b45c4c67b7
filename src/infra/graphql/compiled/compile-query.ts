import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { JsonCache } from './json-cache.js';
import type { JsonOutput } from './json-output.js';
import { QueryRun } from './query-run.js';
import { type FieldWriter, fieldWriter, typenameWriter } from './write-field.js';
import { isPromise, kept, type Path, type Selections, type ValueWriter, valueWriter } from './write-value.js';

/** Runs a compiled query and answers its `data` as JSON. @throws (rejects) what GraphQL would report as an error. */
export type CompiledQuery = (context: object, variables: Readonly<Record<string, unknown>>) => Promise<JsonOutput>;

interface Compilation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly parts: JsonCache;
}

/** Field nodes by their key in the answer. */
type Fields = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * Turns a query that `isCompilable` accepts into a function that writes its answer as JSON, without building the
 * result as objects first. graphql-js's own code collects fields, reads arguments and variables and serializes
 * scalars. This code does the traversal (GraphQL specification 6.3 and 6.4) of a run without errors.
 * @throws Error when the query does not fit the schema.
 */
export function compileQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  parts: JsonCache,
): CompiledQuery {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments[one.name.value] = one;
  const type = schema.getQueryType();
  if (!type) throw new Error('the schema has no queries');
  const fields = collectFields(schema, fragments, {}, type, operation.selectionSet);
  const { write } = objectWriter({ schema, operation, fragments, parts }, type, fields);
  return (context, variables) => {
    const run = new QueryRun(context, variables);
    return run.write((out) => write(run, out, undefined, undefined));
  };
}

function objectWriter(compilation: Compilation, type: GraphQLObjectType, fields: Fields): FieldWriter {
  const writers = [...fields].map(([name, nodes], index) => ({
    before: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    ...selectedField(compilation, type, name, nodes),
  }));
  // Fragments on other types leave no field.
  if (writers.length === 0) return { write: (_run, out) => out.add('{}'), pure: true };
  const write = (run: QueryRun, out: JsonOutput, source: unknown, path: Path | undefined): void => {
    for (const writer of writers) {
      out.add(writer.before);
      writer.write(run, out, source, path);
    }
    out.add('}');
  };
  return { write, pure: writers.every(({ pure }) => pure) };
}

function selectedField(
  compilation: Compilation,
  parent: GraphQLObjectType,
  name: string,
  nodes: readonly FieldNode[],
): FieldWriter {
  const fieldName = nodes[0]?.name.value ?? '';
  if (fieldName === '__typename') return typenameWriter(parent);
  const field: GraphQLField<unknown, unknown> | undefined = parent.getFields()[fieldName];
  if (field === undefined) throw new Error(`${parent.name} has no field ${fieldName}`);
  const value = valueWriter(field.type, selectionsOf(compilation, nodes));
  const { schema, operation, fragments } = compilation;
  return fieldWriter({ schema, operation, fragments, parent, name, nodes, field }, value);
}

/** The writers for what is selected below a field, one for each type that its value may have. */
function selectionsOf(compilation: Compilation, nodes: readonly FieldNode[]): Selections {
  const { schema, fragments, parts } = compilation;
  const writers = new Map<GraphQLObjectType, ValueWriter>();
  const of = (type: GraphQLObjectType): ValueWriter => {
    const known = writers.get(type);
    if (known !== undefined) return known;
    const fields = collectSubfields(schema, fragments, {}, type, nodes);
    const writer = withTypeCheck(type, objectWriter(compilation, type, fields), parts);
    writers.set(type, writer);
    return writer;
  };
  return {
    parts,
    of,
    named: (name, among) => {
      const type = typeof name === 'string' ? schema.getType(name) : undefined;
      if (!isObjectType(type) || !schema.isSubType(among, type))
        throw new Error(`a value whose type is not one of ${among.name}`);
      return of(type);
    },
  };
}

/** Asks the type's `isTypeOf`, where it has one, whether the value is of this type. */
function withTypeCheck(type: GraphQLObjectType, { write, pure }: FieldWriter, parts: JsonCache): ValueWriter {
  const isTypeOf = type.isTypeOf;
  if (!isTypeOf) return pure ? kept(write, parts) : { write, pure };
  return {
    pure: false,
    write: (run, out, value, path, info) => {
      if (info === undefined) throw new Error(`isTypeOf of ${type.name} needs the info of a field`);
      const writeIf = (place: JsonOutput, belongs: unknown) => {
        if (!belongs) throw new Error(`a value that is not of type ${type.name}`);
        write(run, place, value, path);
      };
      const answer = isTypeOf(value, run.context, info);
      if (isPromise(answer)) run.later(out, answer, writeIf);
      else writeIf(out, answer);
    },
  };
}
