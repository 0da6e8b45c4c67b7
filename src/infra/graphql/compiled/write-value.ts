import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { isImmutable } from './immutable.js';
import { type JsonCache, SelectionCache } from './json-cache.js';
import type { JsonOutput } from './json-output.js';
import { JsonText } from './json-text.js';
import type { QueryRun } from './query-run.js';

/** The path of a value in the answer, as graphql-js has it. */
export type Path = GraphQLResolveInfo['path'];

/** Writes a value. `path` is its path in the answer; `info` is that of its field, for types that need it. */
export type WriteValue = (
  run: QueryRun,
  out: JsonOutput,
  value: unknown,
  path: Path | undefined,
  info?: GraphQLResolveInfo,
) => void;

/** Writes resolved values as JSON. @throws what GraphQL would report as an error; it ends the run. */
export interface ValueWriter {
  readonly write: WriteValue;
  /** Whether the JSON depends on the value alone: no resolver, argument or context is involved. */
  readonly pure: boolean;
}

/** The writers of a selection set, one for each type that a value may have. */
export interface Selections {
  readonly parts: JsonCache;
  /** The writer for an object type. */
  of(type: GraphQLObjectType): ValueWriter;
  /** The writer for the type that `resolveType` named. @throws Error when it is not one of `among`. */
  named(name: unknown, among: GraphQLAbstractType): ValueWriter;
}

/**
 * GraphQL's CompleteValue (specification 6.4.3).
 * @throws Error (when it writes) what GraphQL would report as an error, e.g. null for a non-null type.
 */
export function valueWriter(type: GraphQLOutputType, selections: Selections): ValueWriter {
  const isRequired = isNonNullType(type);
  const { write, pure } = presentValue(isRequired ? type.ofType : type, selections);
  return {
    pure,
    write: (run, out, value, path, info) => {
      if (value === null || value === undefined) {
        if (isRequired) throw new Error('null for a type that is not nullable');
        return out.add('null');
      }
      if (value instanceof Error) throw value;
      write(run, out, value, path, info);
    },
  };
}

type NullableType = Exclude<GraphQLOutputType, { ofType: unknown }> | GraphQLOutputType;

function presentValue(type: NullableType, selections: Selections): ValueWriter {
  if (isListType(type)) return list(valueWriter(type.ofType, selections), selections.parts);
  if (isLeafType(type)) return leaf(type);
  return orJson(isAbstractType(type) ? abstract(type, selections) : selections.of(type as GraphQLObjectType));
}

/** Writes an object, or the JSON that stands for it. */
const orJson = ({ write, pure }: ValueWriter): ValueWriter => ({
  pure,
  write: (run, out, value, path, info) => {
    if (value instanceof JsonText) out.add(value.json);
    else write(run, out, value, path, info);
  },
});

function leaf(type: GraphQLLeafType): ValueWriter {
  const write: WriteValue = (_run, out, value) => {
    const serialized = type.serialize(value);
    if (typeof serialized === 'string') return out.addString(serialized);
    if (serialized === null || serialized === undefined) throw new Error('a scalar was serialized to nothing');
    const json: string | undefined = JSON.stringify(serialized);
    if (json === undefined) throw new Error('a scalar was serialized to a value that JSON does not have');
    out.add(json);
  };
  return { pure: true, write };
}

function list(item: ValueWriter, parts: JsonCache): ValueWriter {
  // Outside the loop: a closure made inside it would allocate an object for every item.
  const later = (run: QueryRun, out: JsonOutput, one: PromiseLike<unknown>, at?: Path, info?: GraphQLResolveInfo) =>
    run.later(out, one, (place, it) => item.write(run, place, it, at, info));
  const write: WriteValue = (run, out, value, path, info) => {
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value))
      throw new Error('a value that is not a list for a list type');
    let index = 0;
    for (const one of value as Iterable<unknown>) {
      const at = item.pure ? undefined : { prev: path, key: index, typename: undefined };
      out.add(index++ === 0 ? '[' : ',');
      if (isPromise(one)) later(run, out, one, at, info);
      else item.write(run, out, one, at, info);
    }
    out.add(index === 0 ? '[]' : ']');
  };
  return item.pure ? kept(write, parts) : { pure: false, write };
}

/** Wraps a pure writer so that it writes each immutable value once and then reuses the JSON. */
export function kept(write: WriteValue, parts: JsonCache): ValueWriter {
  const written = new SelectionCache(parts);
  const writeOnce: WriteValue = (run, out, value, path, info) =>
    written.write(out, value as object, (own) => write(run, own, value, path, info));
  return {
    pure: true,
    write: (run, out, value, path, info) => {
      if (typeof value !== 'object' || value === null || !isImmutable(value)) return write(run, out, value, path, info);
      const known = written.find(value);
      if (known === undefined) writeOnce(run, out, value, path, info);
      else out.addBytes(known);
    },
  };
}

function abstract(type: GraphQLAbstractType, selections: Selections): ValueWriter {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const write: WriteValue = (run, out, value, path, info) => {
    if (info === undefined) throw new Error(`resolveType of ${type.name} needs the info of a field`);
    const name = resolveType(value, run.context, info, type);
    if (isPromise(name)) later(run, out, name, value, path, info);
    else selections.named(name, type).write(run, out, value, path, info);
  };
  const later = (
    run: QueryRun,
    out: JsonOutput,
    name: PromiseLike<unknown>,
    ...[value, path, info]: [unknown, Path?, GraphQLResolveInfo?]
  ) => run.later(out, name, (place, known) => selections.named(known, type).write(run, place, value, path, info));
  return { pure: false, write };
}

/** Whether a value is a promise, by its `then` method, as graphql-js decides it. */
export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
