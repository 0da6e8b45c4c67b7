import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNamedType,
  getNullableType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { STORED_TYPES, type StoredType } from '../datasets/records/model-columns.rules.js';
import {
  changeJson,
  recordJson,
  type SelectedMember,
  type SelectedValue,
} from '../datasets/records/record-json.rules.js';
import { takesJson } from '../infra/graphql/compiled/json-text.js';
import { typeNameOf } from './export-line.rules.js';
import { DATASET_OF_LIST } from './lists.rules.js';

/** What the database writes of a record of a type in place of its fields: an expression whose value is JSON text. */
export type JsonByType = Readonly<Partial<Record<StoredType, string>>>;

/** What the database writes of a page. `change`: in place of each change; undefined: the page shows more than its `nodes`. */
export interface SelectedJson {
  readonly records: JsonByType;
  readonly change?: string | undefined;
}

type Schema = Pick<GraphQLResolveInfo, 'schema' | 'fragments'>;
type Nodes = readonly FieldNode[];

const SCALARS: Readonly<Record<string, SelectedValue>> = {
  String: { kind: 'text' },
  ID: { kind: 'text' },
  Decimal: { kind: 'text' },
  Date: { kind: 'text' },
  CurrencyCode: { kind: 'text' },
  DateTime: { kind: 'moment' },
  Int: { kind: 'plain' },
  Boolean: { kind: 'plain' },
};
const known = new WeakMap<Nodes, SelectedJson>();

/**
 * What is selected of the records of a page, for the types of which the database can write it: no field of it has a
 * resolver, and the page shows its records in one place. Nothing outside a compiled run.
 */
export function selectedJson(info: GraphQLResolveInfo): SelectedJson {
  if (!takesJson(info)) return { records: {} };
  const kept = known.get(info.fieldNodes);
  if (kept !== undefined) return kept;
  const records = jsonOf(info);
  const found = { records, change: Object.keys(records).length > 0 ? changeOf(info) : undefined };
  known.set(info.fieldNodes, found);
  return found;
}

function jsonOf(info: GraphQLResolveInfo): JsonByType {
  const [records, ...others] = recordsBelow(info, getNamedType(info.returnType), info.fieldNodes);
  if (records === undefined || others.length > 0) return {};
  const membersOf = (name: string) => {
    const type = info.schema.getType(name);
    return isObjectType(type) ? selectedMembers(info, type, records.nodes, true) : undefined;
  };
  if (!isInterfaceType(records.type)) {
    const type = STORED_TYPES.find((one) => typeNameOf(one) === records.type.name);
    const members = type && membersOf(records.type.name);
    return members === undefined ? {} : { [type as StoredType]: recordJson(type as StoredType, 'm', members) };
  }
  const other = membersOf(typeNameOf(undefined));
  return Object.fromEntries(
    STORED_TYPES.flatMap((type) => {
      const members = membersOf(typeNameOf(type));
      if (members === undefined || other === undefined) return [];
      const json = `CASE WHEN m.source_id IS NULL THEN ${recordJson(null, 's', other)} ELSE ${recordJson(type, 's', members)} END`;
      return [[type, json]];
    }),
  );
}

/** Of a page of changes that shows its `nodes` once and no `edges`: the cursor of each edge is written by the server. */
function changeOf({ schema, fragments, returnType, fieldNodes }: GraphQLResolveInfo): string | undefined {
  const page = getNamedType(returnType);
  if (!isObjectType(page)) return undefined;
  const [list, ...others] = [...collectSubfields(schema, fragments, {}, page, fieldNodes).values()].filter(([node]) =>
    LISTS.has(node?.name.value ?? ''),
  );
  const change = getNamedType(page.getFields().nodes?.type);
  if (list?.[0]?.name.value !== 'nodes' || others.length > 0 || !isObjectType(change) || isRecord(change))
    return undefined;
  const members = collectSubfields(schema, fragments, {}, change, list);
  return changeJson([...members].map(([key, below]) => ({ key, field: below[0]?.name.value ?? '' })));
}

const LISTS: ReadonlySet<string> = new Set(['nodes', 'edges']);

const isRecord = (type: GraphQLNamedType): boolean =>
  type.name === 'SourceRecord' ||
  (isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'SourceRecord'));

/** The fields below those of a type that lead to records. */
function recordsBelow(
  { schema, fragments }: Schema,
  type: GraphQLNamedType,
  nodes: Nodes,
): { readonly type: GraphQLNamedType; readonly nodes: Nodes }[] {
  if (isRecord(type)) return [{ type, nodes }];
  if (!isObjectType(type)) return [];
  return [...collectSubfields(schema, fragments, {}, type, nodes).values()].flatMap((below) => {
    const field = type.getFields()[below[0]?.name.value ?? ''];
    return field === undefined ? [] : recordsBelow({ schema, fragments }, getNamedType(field.type), below);
  });
}

/** Undefined: the database cannot write one of them. */
function selectedMembers(
  info: Schema,
  type: GraphQLObjectType,
  nodes: Nodes,
  ofRecord: boolean,
): readonly SelectedMember[] | undefined {
  const members = [...collectSubfields(info.schema, info.fragments, {}, type, nodes)].map(([key, below]) => {
    const name = below[0]?.name.value ?? '';
    const field = type.getFields()[name];
    const constant = { kind: 'constant', json: JSON.stringify(type.name) } as const;
    if (field === undefined) return { key, field: name, isRequired: true, value: constant };
    const hasResolver = field.resolve !== undefined || field.args.length > 0;
    const value =
      (ofRecord ? specialValue(type, name) : undefined) ??
      (hasResolver ? undefined : selectedValue(info, getNullableType(field.type), below));
    return value && { key, field: name, isRequired: isNonNullType(field.type), value };
  });
  return members.every((one) => one !== undefined) ? members : undefined;
}

/** Of the fields of each record that are no column. The resolver of `id` reads a property. */
function specialValue(type: GraphQLObjectType, field: string): SelectedValue | undefined {
  if (field === 'id') return { kind: 'id', type: type.name };
  return field === 'dataset' ? { kind: 'perList', json: DATASET_OF_LIST } : undefined;
}

function selectedValue(info: Schema, type: GraphQLOutputType, nodes: Nodes): SelectedValue | undefined {
  if (isListType(type)) {
    const item = isNonNullType(type.ofType) ? selectedValue(info, type.ofType.ofType, nodes) : undefined;
    return item && { kind: 'list', item };
  }
  if (isEnumType(type)) return { kind: 'enum', values: type.getValues().map(({ name }) => name) };
  if (isObjectType(type)) {
    const members = selectedMembers(info, type, nodes, false);
    return members && { kind: 'object', members };
  }
  return SCALARS[getNamedType(type).name];
}
