import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { CurrencyCode, DateOnly, Decimal } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { type FieldKind, MODEL, type ModelType } from '../providers/model.js';
import { Reference, SourceRecord } from './source-record.graphql.js';

/** The description of a field, after its GraphQL type where that does not follow from the model. Null: a resolver has it. */
type FieldText = string | readonly [type: () => unknown, description: string] | null;

const TYPES: Readonly<Partial<Record<FieldKind, () => unknown>>> = {
  text: () => String,
  texts: () => [String],
  decimal: () => Decimal,
  date: () => DateOnly,
  boolean: () => Boolean,
  integer: () => Int,
  reference: () => Reference,
};

/**
 * Registers the GraphQL type of the records of one type of the model.
 * @throws Error for a field whose type does not follow from the model.
 */
export function recordType<M extends ModelType>(
  name: string,
  model: M,
  description: string,
  texts: Readonly<Record<keyof (typeof MODEL)[M], FieldText>>,
): ClassType<SourceRecord> {
  // The name of the class is that of its type, by which values are told apart.
  const made = { [name]: class extends SourceRecord {} }[name] as ClassType<SourceRecord>;
  for (const [field, text] of Object.entries<FieldText>(texts)) {
    if (text === null) continue;
    const { kind, required } =
      (MODEL[model] as Readonly<Record<string, { kind: FieldKind; required: boolean }>>)[field] ?? {};
    const [type, about] =
      typeof text === 'string' ? [/currency$/i.test(field) ? () => CurrencyCode : kind && TYPES[kind], text] : text;
    if (type === undefined) throw new Error(`${name}.${field} needs a type`);
    Field(type as () => typeof String, { nullable: !required, description: about })(made.prototype, field);
  }
  ObjectType(name, { description, implements: SourceRecord, simpleResolvers: true })(made);
  RequiresScope('DATA_READ')(made);
  return made;
}
