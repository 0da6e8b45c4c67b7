import type { Db, Transaction } from './database.js';

/** Adds a value to the parameters of a statement and returns its place, for example `$3`. */
export type AddParameter = (value: unknown) => string;

/** The input of a fragment that needs the time: the transaction's, which is the database's. */
export interface Now {
  readonly now: string;
}

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

/**
 * What a statement lets write about its changes: a row that depends on them, in a statement of its own that is sent with
 * the COMMIT. An INSERT never reads another fragment, because a database that is distributed by workspace would involve
 * all its nodes.
 */
export interface Recording<Input> {
  /** It is written if one of these fragments has a row; without any, always. */
  readonly when: readonly SqlFragment<never>[];
  /** SQL of one JSON value that `write` needs to know, read by the statement itself. */
  readonly asks?: (addParameter: AddParameter, input: Input) => string | undefined;
  readonly write: (tx: Transaction, input: Input, asked: never) => void;
}

/** Fragments in the order in which they refer to each other, and the one whose rows are the answer. */
export interface Statement<Input, Row extends object, Runner extends Db = Db> {
  readonly fragments: readonly SqlFragment<never>[];
  readonly answer: SqlFragment<never, Row> | undefined;
  readonly recording: Recording<never> | undefined;
  /** Never set: it carries the types. A statement with a recording needs a transaction. */
  readonly types?: (input: Input, runner: Runner) => void;
}

/** What a caller gives of an input. */
type Given<Input> = Input extends unknown ? Omit<Input, 'now'> : never;

/** What the caller of a statement gives. */
export type InputOf<S> = S extends { readonly types?: (input: infer Input, runner: never) => void }
  ? Given<Input>
  : never;

const statements: Statement<never, object, never>[] = [];

/** All statements that were defined, for checks that look at every one. */
export const definedStatements = (): readonly Statement<never, object, never>[] => statements;

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

type Part = SqlFragment<never> | Recording<never>;

/** The inputs of all parts together. */
type InputOfParts<Parts extends readonly Part[]> = {
  [Place in keyof Parts]: Parts[Place] extends SqlFragment<infer Input> | Recording<infer Input>
    ? (input: Input) => void
    : never;
}[number] extends (input: infer All) => void
  ? All
  : never;

type RunnerOf<Parts extends readonly Part[]> =
  Extract<Parts[number], Recording<never>> extends never
    ? InputOfParts<Parts> extends Now
      ? Transaction
      : Db
    : Transaction;

const isFragment = (part: Part): part is SqlFragment<never> => 'sql' in part;

/**
 * Defines a statement once, when its module is loaded, so that a wrong one ends the start of the process and not a
 * request. Without `answer` it returns no columns. One of the parts may be a recording.
 *
 * @throws InvalidStatement when two fragments have the same name, when a fragment reads one that does not stand before
 * it, and when there are two recordings.
 */
export function defineStatement<const Parts extends readonly Part[], Row extends object = object>(
  parts: Parts,
  answer?: SqlFragment<never, Row>,
): Statement<InputOfParts<Parts>, Row, RunnerOf<Parts>> {
  const fragments = parts.filter(isFragment);
  const [recording, second] = parts.filter((part): part is Recording<never> => !isFragment(part));
  for (const [place, { name, reads }] of fragments.entries()) {
    const before = fragments.slice(0, place);
    if (before.some((other) => other.name === name))
      throw new InvalidStatement(name, `two fragments of one statement are named "${name}": rename one of them`);
    const missing = reads.find((read) => !before.includes(read));
    if (missing !== undefined)
      throw new InvalidStatement(name, `the fragment "${name}" reads "${missing.name}", which must stand before it`);
  }
  const outside = [answer, ...(recording?.when ?? [])].find((one) => one !== undefined && !fragments.includes(one));
  if (outside !== undefined)
    throw new InvalidStatement(outside.name, `"${outside.name}" is not among the statement's fragments`);
  if (second !== undefined) throw new InvalidStatement('recording', 'a statement has at most one recording');
  const statement = { fragments, answer, recording };
  statements.push(statement);
  return statement;
}

/** Runs a statement in one round trip. Equal shapes of input give equal texts. `now` comes from the transaction. */
export async function executeStatement<Input, Row extends object, Runner extends Db>(
  db: Runner,
  statement: Statement<Input, Row, Runner>,
  given: NoInfer<Given<Input>>,
): Promise<Row[]> {
  const input = ('now' in db ? { ...given, now: db.now } : given) as Input;
  const { text, values } = renderStatement(statement, input);
  if (statement.recording === undefined) return db.query<Row>(text, values);
  const rows = await db.query<Row & Outcome>(text, values);
  const [first] = rows;
  if (first?.has_changed) statement.recording.write(db as unknown as Transaction, input as never, first.asked as never);
  return rows
    .filter(({ is_answer }) => is_answer)
    .map(({ has_changed, asked, is_answer, ...row }) => row as Row & object);
}

/** Sends a statement with the COMMIT, in one round trip. Its failure is the transaction's. */
export function executeAtCommit<Input>(
  tx: Transaction,
  statement: Statement<Input, object, never>,
  given: NoInfer<Given<Input>>,
): void {
  const { text, values } = renderStatement(statement, { ...given, now: tx.now } as Input);
  tx.atCommit(text, values);
}

/** What the statements with a recording return beside their answer, also where the answer has no rows. */
interface Outcome {
  readonly has_changed: boolean;
  readonly asked: unknown;
  readonly is_answer: boolean | null;
}

/** The text and the parameters of a statement. */
export function renderStatement<Input, Row extends object>(
  { fragments, answer, recording }: Statement<Input, Row, never>,
  input: NoInfer<Input>,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const addParameter: AddParameter = (value) => `$${values.push(value)}`;
  const ctes = fragments.map(({ name, reads, sql }) => {
    const references = reads.map((read) => new Reference(read));
    return `${name} AS (${sql(addParameter, input as never, references as never)})`;
  });
  const names = answer?.returns.names.map(asIdentifier).join(', ');
  const withCtes = ctes.length > 0 ? `WITH ${ctes.join(',\n')}\n` : '';
  if (recording === undefined)
    return { text: `${withCtes}SELECT${answer ? ` ${names} FROM ${answer.name}` : ''}`, values };
  const changed = anyExists(recording.when.map((fragment) => new Reference(fragment)));
  const asked = recording.asks?.(addParameter, input as never) ?? 'NULL';
  const rows = answer
    ? `LEFT JOIN (SELECT true AS is_answer, ${names} FROM ${answer.name}) AS answer ON true`
    : 'CROSS JOIN (VALUES (false)) AS answer (is_answer)';
  return {
    text: `${withCtes}SELECT ${changed} AS has_changed, ${asked} AS asked, answer.* FROM (VALUES (1)) AS always ${rows}`,
    values,
  };
}

/**
 * SQL for one of several words that a rule names: `IN ('A', 'B')`. For words of our own code only: a value that comes
 * from outside is a parameter.
 */
export const oneOf = (words: readonly string[]): string => `IN (${words.map((word) => `'${word}'`).join(', ')})`;
