/**
 * An expected refusal, as rules and services return it. `kind` is the name of its GraphQL type, `code` the same in
 * capitals, for programs. `message` is for people and never repeats what the caller sent.
 */
export interface Problem<Kind extends string> {
  readonly kind: Kind;
  readonly code: string;
  readonly message: string;
}

/** Makes a problem, with further fields where its GraphQL type has some. `CompanyInUse` gets the code COMPANY_IN_USE. */
export function problem<Kind extends string, More extends object = object>(
  kind: Kind,
  message: string,
  more: More = {} as More,
): Problem<Kind> & More {
  const code = kind.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  return { kind, code, message, ...more };
}

/** Answers a function that makes the problems whose texts a table has: from the kind, and the further fields of its type. */
export const problemsOf =
  <Kinds extends string>(texts: Readonly<Record<Kinds, string>>) =>
  <Kind extends Kinds, More extends object = object>(kind: Kind, more?: More): Problem<Kind> & More =>
    problem(kind, texts[kind], more);

/**
 * The default of a switch over all kinds: a kind without a case does not compile.
 * @throws TypeError when it is reached all the same.
 */
export function unreachable(value: never): never {
  throw new TypeError(`unhandled case: ${typeof value}`);
}
