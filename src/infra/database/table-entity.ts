import { EntitySchema, type EntitySchemaColumnOptions, type EntitySchemaIndexOptions } from 'typeorm';

type Type = EntitySchemaColumnOptions['type'];
type More = Pick<EntitySchemaColumnOptions, 'array' | 'collation' | 'default'>;

/** A column of the primary key, whose columns have the order in which the table names them. */
export const key = (type: Type): EntitySchemaColumnOptions => ({ type, primary: true });

/** A column that is never null. */
export const required = (type: Type, more?: More): EntitySchemaColumnOptions => ({ ...more, type });

/** A column that may be null. */
export const optional = (type: Type, more?: More): EntitySchemaColumnOptions => ({ ...more, type, nullable: true });

/** The default of a column that holds the time of its row's insertion. */
export const NOW: More = { default: () => 'now()' };

/**
 * Describes a table of the schema `ledgerlink` to TypeORM, by the names that its columns have in the database. No query
 * goes through it: it is what the migrations are compared with (`test/infra/database/migrations.test.ts`).
 */
export const tableEntity = (
  name: string,
  columns: Readonly<Record<string, EntitySchemaColumnOptions>>,
  indices: EntitySchemaIndexOptions[] = [],
): EntitySchema => new EntitySchema({ name, schema: 'ledgerlink', columns, indices });
