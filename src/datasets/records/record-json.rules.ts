import { type ModelColumn, modelColumns, type StoredType } from './model-columns.rules.js';

/**
 * What is selected of a value, as the answer has it. `text` is a JSON string, `plain` a number or a boolean. `perList`: the
 * JSON by the list of the record. `id`: the global id of a record of this type. The elements of a list are never null.
 */
export type SelectedValue =
  | { readonly kind: 'text' | 'plain' | 'moment' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'constant'; readonly json: string }
  | { readonly kind: 'perList'; readonly json: ReadonlyMap<string, string> }
  | { readonly kind: 'id'; readonly type: string }
  | { readonly kind: 'list'; readonly item: SelectedValue }
  | { readonly kind: 'object'; readonly members: readonly SelectedMember[] };

/** A member of an object. `key`: its name in the answer, a name of GraphQL. `field`: of the model or of a part of it. */
export interface SelectedMember {
  readonly key: string;
  readonly field: string;
  readonly isRequired: boolean;
  readonly value: SelectedValue;
}

/** The columns of what is stored of each record, by the names of their fields. */
export const SOURCE_COLUMNS = {
  sourceCreatedAt: 'source_created_at',
  sourceUpdatedAt: 'source_updated_at',
  readAt: 'read_at',
  deletedAt: 'deleted_at',
  deletion: 'deletion',
} as const;

/** Where a value stands. `key`: the row with the list and the id of the record. `depth`: of lists around it. */
interface Place {
  readonly type: StoredType | null;
  readonly key: 'm' | 's';
  readonly depth: number;
}

/**
 * The members of a record as an expression whose value is JSON text without spaces, as `JSON.stringify` writes it. `m`: its row
 * in the table of its type; null: it has none. `s`: the stored record. `$2`: the link. A value that GraphQL would refuse
 * ends the statement with an error.
 */
export const recordJson = (type: StoredType | null, key: Place['key'], members: readonly SelectedMember[]): string =>
  objectOf(members, (member) => ofRecord({ type, key, depth: 0 }, member));

/** The members of a change that are written: its type, and the columns `action` and `json`, that of its record, of the row `s`. */
const OF_CHANGE: Readonly<Record<string, string>> = {
  __typename: `'"RecordChange"'`,
  action: `'"' || s.action || '"'`,
  record: 's.json',
};

/** The members of a change as such an expression. Undefined: one of them is not written. */
export const changeJson = (members: readonly Pick<SelectedMember, 'key' | 'field'>[]): string | undefined =>
  members.every(({ field }) => field in OF_CHANGE)
    ? objectOf(members, ({ field }) => OF_CHANGE[field] as string)
    : undefined;

const objectOf = <Member extends Pick<SelectedMember, 'key'>>(
  members: readonly Member[],
  write: (member: Member) => string,
): string =>
  // Fragments on other types leave no member.
  ["'{'", ...members.map((member, at) => `'${at === 0 ? '' : ','}"${member.key}":' || ${write(member)}`), "'}'"]
    .join(' || ')
    // Two texts that stand side by side become one, because each `||` takes time for each record.
    .replaceAll("' || '", '');

/** What NULL is in the answer. GraphQL has an error for it where a value is required: a division by zero, for that row. */
const orNull = (place: Place, { isRequired }: Pick<SelectedMember, 'isRequired'>, sql: string): string =>
  `coalesce(${sql}, ${isRequired ? refusal(place) : "'null'"})`;
const refusal = ({ key }: Place): string => `(1 / (${key}.source_id IS NULL)::int)::text`;

function ofRecord(place: Place, member: SelectedMember): string {
  const { field, value } = member;
  if (value.kind === 'constant') return `'${value.json}'`;
  if (value.kind === 'id') return globalId(value.type, place.key);
  if (value.kind === 'perList') {
    const cases = [...value.json].map(([list, json]) => `WHEN '${list}' THEN '${json}'`);
    return orNull(place, member, `CASE ${place.key}.list ${cases.join(' ')} END`);
  }
  const { name, type, required } = columnOf(place, field);
  const sql = ofColumn(place, value, name, type);
  // A column that is NOT NULL may have the `null` of JSON.
  return required && type !== 'jsonb' ? sql : orNull(place, member, sql);
}

function columnOf({ key, type }: Place, field: string): Pick<ModelColumn, 'name' | 'type' | 'required'> {
  if (field === 'sourceId') return { name: `${key}.source_id`, type: 'text', required: true };
  const name = SOURCE_COLUMNS[field as keyof typeof SOURCE_COLUMNS];
  if (name !== undefined) return { name: `s.${name}`, type: 'text', required: field === 'readAt' };
  const column = type && modelColumns(type).find((one) => one.field === field && !one.isId);
  if (!column) throw new Error(`no column has the field ${field}`);
  return { ...column, name: `m."${column.name}"` };
}

function ofColumn(place: Place, value: SelectedValue, column: string, type: string): string {
  switch (value.kind) {
    case 'text':
      return type === 'text' ? `to_json(${column})::text` : `'"' || ${column} || '"'`;
    case 'plain':
      return `${column}::text`;
    case 'moment':
      // The session's time zone is UTC. `MS` cuts microseconds off, as the driver does.
      return `to_char(${column}, '\\"YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\\"')`;
    case 'enum':
      return `'"' || CASE WHEN ${column} IN (${value.values.map((one) => `'${one}'`).join(', ')}) THEN ${column}
        WHEN ${column} IS NOT NULL THEN ${refusal(place)} END || '"'`;
    default:
      return ofJson(place, value, column);
  }
}

/** A value within JSON. Texts, numbers and booleans of it are JSON already. */
function ofJson(place: Place, value: SelectedValue, json: string): string {
  switch (value.kind) {
    case 'constant':
      return `'${value.json}'`;
    case 'enum':
      return `CASE WHEN ${json}::text IN (${value.values.map((one) => `'"${one}"'`).join(', ')}) THEN ${json}::text
        WHEN jsonb_typeof(${json}) <> 'null' THEN ${refusal(place)} END`;
    case 'object':
      return `CASE WHEN jsonb_typeof(${json}) = 'object' THEN ${objectOf(value.members, (member) => ofPart(place, member, json))} END`;
    case 'list': {
      const depth = place.depth + 1;
      const item = orNull(place, { isRequired: true }, ofJson({ ...place, depth }, value.item, `l${depth}.value`));
      return `CASE WHEN ${json} IS NOT NULL THEN '[' || array_to_string(ARRAY(
        SELECT ${item} FROM jsonb_array_elements(${json}) WITH ORDINALITY AS l${depth}(value, no)), ',') || ']' END`;
    }
    default:
      return `${json}::text`;
  }
}

/** `position`: the place of an element in its list, from 1. */
const ofPart = (place: Place, member: SelectedMember, json: string): string =>
  member.field === 'position'
    ? `l${place.depth}.no::text`
    : orNull(place, member, ofJson(place, member.value, `(${json} -> '${member.field}')`));

/** As `toGlobalId` and `toRecordId` make it: characters that the ids here do not have are escaped. */
function globalId(type: string, key: Place['key']): string {
  const plain = '[A-Za-z0-9_-]';
  const escaped = `SELECT string_agg(CASE WHEN c ~ '${plain}' THEN c
      WHEN ascii(c) < 16 THEN '.0' || to_hex(ascii(c)) WHEN ascii(c) < 65536 THEN '.' || to_hex(ascii(c))
      ELSE '.' || to_hex(55232 + ascii(c) / 1024) || '.' || to_hex(56320 + ascii(c) % 1024) END, '')
    FROM regexp_split_to_table(${key}.source_id, '') AS c`;
  const id = `CASE WHEN ${key}.source_id ~ '^${plain}*$' THEN ${key}.source_id ELSE (${escaped}) END`;
  return `'"' || translate(encode(convert_to('${type}:' || $2::uuid || ':' || ${key}.list || ':' || ${id}, 'UTF8'), 'base64'), E'+/=\\n', '-_') || '"'`;
}
