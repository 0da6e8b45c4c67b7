import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isLeafType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import type { JsonOutput } from './json-output.js';
import type { QueryRun } from './query-run.js';
import { isPromise, type Path, type ValueWriter } from './write-value.js';

/** Writes what a field of `source` holds; `path` leads to the source. */
export interface FieldWriter {
  readonly write: (run: QueryRun, out: JsonOutput, source: unknown, path: Path | undefined) => void;
  /** As of a `ValueWriter`. */
  readonly pure: boolean;
}

/** A selected field and where it stands. */
export interface SelectedField {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly parent: GraphQLObjectType;
  /** The key that it has in the answer: its alias, or its own name. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly field: GraphQLField<unknown, unknown>;
}

export function typenameWriter(type: GraphQLObjectType): FieldWriter {
  const text = JSON.stringify(type.name);
  return { pure: true, write: (_run, out) => out.add(text) };
}

/** What GraphQL's ExecuteField does (spec 6.4), with `value` to write what was resolved. */
export function fieldWriter(selected: SelectedField, value: ValueWriter): FieldWriter {
  const { resolve, args } = selected.field;
  if (resolve === undefined && args.length === 0) return propertyWriter(selected, value);
  return resolvedWriter(selected, resolve ?? readProperty, value);
}

type Source = Readonly<Record<string, unknown>> | null | undefined;
type Resolve = NonNullable<GraphQLField<unknown, unknown>['resolve']>;

/** graphql-js's default, for fields that have arguments all the same: only a method would get them. */
const readProperty: Resolve = (source, args, context, info) => {
  const found = (source as Source)?.[info.fieldName];
  return typeof found === 'function' ? found.call(source, args, context, info) : found;
};

function propertyWriter(selected: SelectedField, value: ValueWriter): FieldWriter {
  const { name: property, type } = selected.field;
  const needsInfo = asksForInfo(type);
  return {
    pure: value.pure,
    write: (run, out, source, prev) => {
      const found = (source as Source)?.[property];
      if (typeof found === 'function') throw new Error(`${property} is a method: that is left to graphql-js`);
      // Nobody below a pure value asks where it stands.
      if (value.pure && !isPromise(found)) return value.write(run, out, found, undefined);
      const path = pathOf(selected, prev);
      complete(value, run, out, {
        result: found,
        path,
        info: needsInfo ? infoOf(selected, run, path) : undefined,
      });
    },
  };
}

function resolvedWriter(selected: SelectedField, resolve: Resolve, value: ValueWriter): FieldWriter {
  const { field, nodes } = selected;
  const [node] = nodes;
  if (node === undefined) throw new Error(`nothing selects ${field.name}`);
  return {
    pure: false,
    write: (run, out, source, prev) => {
      const path = pathOf(selected, prev);
      const info = infoOf(selected, run, path);
      const args = getArgumentValues(field, node, run.variables);
      complete(value, run, out, { result: resolve(source, args, run.context, info), path, info });
    },
  };
}

interface Resolved {
  readonly result: unknown;
  readonly path: Path;
  readonly info?: GraphQLResolveInfo | undefined;
}

function complete(value: ValueWriter, run: QueryRun, out: JsonOutput, resolved: Resolved): void {
  const { result, path, info } = resolved;
  if (isPromise(result)) completeLater(value, run, out, resolved);
  else value.write(run, out, result, path, info);
}

function completeLater(
  value: ValueWriter,
  run: QueryRun,
  out: JsonOutput,
  { result, path, info }: Resolved,
): void {
  run.later(out, result as PromiseLike<unknown>, (place, found) =>
    value.write(run, place, found, path, info),
  );
}

/** Interfaces, unions and types with a say of their own are asked with the field's `info`. */
function asksForInfo(type: GraphQLOutputType): boolean {
  const named = getNamedType(type);
  return !isLeafType(named) && (!isObjectType(named) || Boolean(named.isTypeOf));
}

const pathOf = ({ name, parent }: SelectedField, prev: Path | undefined): Path => ({
  prev,
  key: name,
  typename: parent.name,
});

const infoOf = (selected: SelectedField, { variables }: QueryRun, path: Path): GraphQLResolveInfo => ({
  fieldName: selected.field.name,
  fieldNodes: selected.nodes,
  returnType: selected.field.type,
  parentType: selected.parent,
  path,
  schema: selected.schema,
  fragments: selected.fragments,
  rootValue: undefined,
  operation: selected.operation,
  variableValues: variables,
});
