import { EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaIndexOptions } from 'typeorm';

/** The types of columns, with what the driver reads from each. */
interface Values {
  uuid: string;
  text: string;
  /** Not a number, which could be too large for one. */
  bigint: string;
  smallint: number;
  integer: number;
  /** Not a number, which would lose digits. */
  numeric: string;
  boolean: boolean;
  bytea: Buffer;
  date: string;
  timestamptz: Date;
  jsonb: unknown;
}

type More = Pick<EntitySchemaColumnOptions, 'array' | 'collation' | 'default'>;
type Column<Value> = EntitySchemaColumnOptions & {
  /** Never set: it carries the type. */
  readonly value?: Value;
};
type ValueOf<Type extends keyof Values, With> = With extends { array: true } ? Values[Type][] : Values[Type];

/** A column of the primary key, whose columns have the order in which the table names them. */
export const key = <Type extends keyof Values>(type: Type): Column<Values[Type]> => ({ type, primary: true });

/** A column that is never null. */
export const required = <Type extends keyof Values, const With extends More>(
  type: Type,
  more?: With,
): Column<ValueOf<Type, With>> => ({ ...more, type });

/** A column that may be null. */
export const optional = <Type extends keyof Values>(type: Type, more?: More): Column<Values[Type] | null> => ({
  ...more,
  type,
  nullable: true,
});

/** The default of a column that holds the time of its row's insertion. */
export const NOW: More = { default: () => 'now()' };

/**
 * Describes a table of the schema `ledgerlink` to TypeORM, by the names that its columns have in the database. No query
 * goes through it: it is what the migrations are compared with (`test/infra/database/migrations.test.ts`), and what the
 * types of rows are taken from (`RowOf`).
 */
export const tableEntity = <Columns extends Readonly<Record<string, Column<unknown>>>>(
  name: string,
  columns: Columns,
  indices: EntitySchemaIndexOptions[] = [],
): EntitySchema<{ readonly [Name in keyof Columns]: Columns[Name] extends Column<infer Value> ? Value : never }> =>
  new EntitySchema({ name, schema: 'ledgerlink', columns: columns as never, indices });

/** Columns of a table as the driver reads them, for example `RowOf<typeof companyEntity, 'id' | 'name'>`. */
export type RowOf<Table, Names extends keyof TableRow<Table> = keyof TableRow<Table>> = Pick<TableRow<Table>, Names>;
type TableRow<Table> = Table extends EntitySchema<infer Row> ? Row : never;
