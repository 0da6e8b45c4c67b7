import type { Db } from './database.js';

/** Adds a value to the parameters of a statement and returns its place, for example `$3`. */
export type AddParameter = (value: unknown) => string;

/** Ids in the input of a fragment: `Ids<'linkId'>` has `workspaceId` and `linkId`. */
export type Ids<Name extends string = never> = Readonly<Record<'workspaceId' | Name, string>>;

/** The names of the columns that a fragment returns; `Row` types their values. */
export interface Columns<Row extends object> {
  readonly names: readonly string[];
  /** Never set: it carries the type. */
  readonly row?: Row;
}

/** For example `columns<{ id: string }>('id')`. */
export const columns = <Row extends object>(...names: (keyof Row & string)[]): Columns<Row> => ({ names });

/**
 * One named part (CTE) of a statement. A repository exports the fragments that read or write its own tables; use cases
 * combine fragments of several repositories into one statement, that is one round trip. All fragments of a statement
 * see the same snapshot of the tables, and each other only through `reads`.
 *
 * A statement gets one input for all its fragments: the same member name means the same value. Name ids by what they
 * identify (`linkId`), never `id`.
 */
export interface SqlFragment<Input, Row extends object = object> {
  readonly name: string;
  readonly returns: Columns<Row>;
  /** The fragments that its SQL names: its only way to refer to them. */
  readonly reads: readonly SqlFragment<never>[];
  readonly sql: (addParameter: AddParameter, input: Input, reads: never) => string;
}

/** PostgreSQL reads a name without quotes as lower case. */
const asIdentifier = (name: string): string => (/[A-Z]/.test(name) ? `"${name}"` : name);

/** What a fragment's SQL may say of a fragment that it reads. */
export class Reference<Row extends object> {
  constructor(private readonly fragment: SqlFragment<never>) {}

  /** A condition: the fragment has at least one row. */
  get exists(): string {
    return `EXISTS (SELECT FROM ${this.fragment.name})`;
  }

  /** A subquery, for example for `IN (…)`. */
  select(...names: (keyof Row & string)[]): string {
    return `SELECT ${names.map(asIdentifier).join(', ')} FROM ${this.fragment.name}`;
  }

  /** An entry of FROM or JOIN under an alias, and the columns as this alias names them. */
  as(alias: string): Readonly<Record<keyof Row & string, string>> & { readonly from: string } {
    const names = this.fragment.returns.names.map((name) => [name, `${alias}.${asIdentifier(name)}`]);
    return { ...Object.fromEntries(names), from: `${this.fragment.name} AS ${alias}` };
  }
}

/** A condition: at least one of the fragments has a row; true where none is given. */
export const anyExists = (references: readonly Reference<object>[]): string =>
  references.length === 0 ? 'true' : `(${references.map(({ exists }) => exists).join(' OR ')})`;

type References<Reads extends readonly SqlFragment<never>[]> = {
  readonly [Place in keyof Reads]: Reads[Place] extends SqlFragment<never, infer Row> ? Reference<Row> : never;
};

/**
 * Defines a fragment. Without `returns` it returns nothing. `sql` gets one reference for each entry of `reads`, in this
 * order.
 */
export const defineFragment = <
  Input,
  Row extends object,
  const Reads extends readonly SqlFragment<never>[] = readonly [],
>(fragment: {
  readonly name: string;
  readonly returns?: Columns<Row>;
  readonly reads?: Reads;
  readonly sql: (addParameter: AddParameter, input: Input, reads: References<Reads>) => string;
}): SqlFragment<Input, Row> => ({ returns: columns(), reads: [], ...fragment });

/** Fragments in the order in which they refer to each other, and the one whose rows are the answer. */
export interface Statement<Input, Row extends object> {
  readonly fragments: readonly SqlFragment<never>[];
  readonly answer: SqlFragment<never, Row> | undefined;
  /** Never set: it carries the type. */
  readonly input?: (input: Input) => void;
}

const statements: Statement<never, object>[] = [];

/** All statements that were defined, for checks that look at every one. */
export const definedStatements = (): readonly Statement<never, object>[] => statements;

/** A statement that cannot work. `code` is the name of the fragment: the end of a process prints it, and no message. */
export class InvalidStatement extends Error {
  override readonly name = 'InvalidStatement';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The inputs of all fragments together. */
type InputOf<Fragments extends readonly SqlFragment<never>[]> = {
  [Place in keyof Fragments]: Fragments[Place] extends SqlFragment<infer Input> ? (input: Input) => void : never;
}[number] extends (input: infer All) => void
  ? All
  : never;

/**
 * Defines a statement once, when its module is loaded, so that a wrong one ends the start of the process and not a
 * request. Without `answer` it returns no columns.
 *
 * @throws InvalidStatement when two fragments have the same name, and when a fragment reads one that does not stand before
 * it.
 */
export function defineStatement<const Fragments extends readonly SqlFragment<never>[], Row extends object = object>(
  fragments: Fragments,
  answer?: SqlFragment<never, Row>,
): Statement<InputOf<Fragments>, Row> {
  for (const [place, { name, reads }] of fragments.entries()) {
    const before: readonly SqlFragment<never>[] = fragments.slice(0, place);
    if (before.some((other) => other.name === name))
      throw new InvalidStatement(name, `two fragments of one statement are named "${name}": rename one of them`);
    const missing = reads.find((read) => !before.includes(read));
    if (missing !== undefined)
      throw new InvalidStatement(name, `the fragment "${name}" reads "${missing.name}", which must stand before it`);
  }
  if (answer !== undefined && !fragments.includes(answer))
    throw new InvalidStatement(answer.name, `the answer "${answer.name}" is not among the statement's fragments`);
  const statement = { fragments, answer };
  statements.push(statement);
  return statement;
}

/** Runs a statement in one round trip. Equal shapes of input give equal texts, which the server plans once. */
export function executeStatement<Input, Row extends object>(
  db: Db,
  statement: Statement<Input, Row>,
  input: NoInfer<Input>,
): Promise<Row[]> {
  const { text, values } = renderStatement(statement, input);
  return db.query<Row>(text, values);
}

/** The text and the parameters of a statement. */
export function renderStatement<Input, Row extends object>(
  { fragments, answer }: Statement<Input, Row>,
  input: NoInfer<Input>,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const addParameter: AddParameter = (value) => `$${values.push(value)}`;
  const ctes = fragments.map(({ name, reads, sql }) => {
    const references = reads.map((read) => new Reference(read));
    return `${name} AS (${sql(addParameter, input as never, references as never)})`;
  });
  const select = answer?.returns.names.map(asIdentifier).join(', ');
  return {
    text: `WITH ${ctes.join(',\n')}\nSELECT${answer ? ` ${select} FROM ${answer.name}` : ''}`,
    values,
  };
}

/**
 * SQL for one of several words that a rule names: `IN ('A', 'B')`. For words of our own code only: a value that comes
 * from outside is a parameter.
 */
export const oneOf = (words: readonly string[]): string => `IN (${words.map((word) => `'${word}'`).join(', ')})`;
