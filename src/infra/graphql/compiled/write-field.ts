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
import { type CompiledInfo, JsonText } from './json-text.js';
import type { QueryRun } from './query-run.js';
import { isPromise, type Path, type ValueWriter } from './write-value.js';

/** Writes the value of one field of `source`; `path` is the path of the source in the answer. */
export interface FieldWriter {
  readonly write: (run: QueryRun, out: JsonOutput, source: unknown, path: Path | undefined) => void;
  /** As of a `ValueWriter`. */
  readonly pure: boolean;
}

/** A field as one operation selects it. */
export interface SelectedField {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly parent: GraphQLObjectType;
  /** Its key in the answer: the alias, or the field's name. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly field: GraphQLField<unknown, unknown>;
}

/** The writer of `__typename`. */
export function typenameWriter(type: GraphQLObjectType): FieldWriter {
  const text = JSON.stringify(type.name);
  return { pure: true, write: (_run, out) => out.add(text) };
}

/**
 * GraphQL's ExecuteField (specification 6.4): resolves a field and writes the result with `value`.
 * @throws Error (when it writes) what GraphQL would report as an error, and for a property that is a method.
 */
export function fieldWriter(selected: SelectedField, value: ValueWriter): FieldWriter {
  const { resolve, args } = selected.field;
  if (resolve === undefined && args.length === 0) return propertyWriter(selected, value);
  return resolvedWriter(selected, resolve ?? readProperty, value);
}

type Source = Readonly<Record<string, unknown>> | null | undefined;
type Resolve = NonNullable<GraphQLField<unknown, unknown>['resolve']>;

/** graphql-js's default resolver, for fields that have arguments: a method gets them. */
const readProperty: Resolve = (source, args, context, info) => {
  const found = (source as Source)?.[info.fieldName];
  return typeof found === 'function' ? found.call(source, args, context, info) : found;
};

function propertyWriter(selected: SelectedField, value: ValueWriter): FieldWriter {
  const { name: property, type } = selected.field;
  const needsInfo = typeNeedsInfo(type);
  return {
    pure: value.pure,
    write: (run, out, source, prev) => {
      const found = (source as Source)?.[property];
      if (typeof found === 'function') throw new Error(`${property} is a method: graphql-js has to call it`);
      if (found instanceof JsonText) return out.add(found.json);
      // A pure value never needs its path.
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

function completeLater(value: ValueWriter, run: QueryRun, out: JsonOutput, { result, path, info }: Resolved): void {
  run.later(out, result as PromiseLike<unknown>, (place, found) => value.write(run, place, found, path, info));
}

/** Whether a value's type is found by `resolveType` or checked by `isTypeOf`: both take the field's `info`. */
function typeNeedsInfo(type: GraphQLOutputType): boolean {
  const named = getNamedType(type);
  return !isLeafType(named) && (!isObjectType(named) || Boolean(named.isTypeOf));
}

const pathOf = ({ name, parent }: SelectedField, prev: Path | undefined): Path => ({
  prev,
  key: name,
  typename: parent.name,
});

const infoOf = (selected: SelectedField, { variables }: QueryRun, path: Path): CompiledInfo => ({
  takesJson: true,
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
