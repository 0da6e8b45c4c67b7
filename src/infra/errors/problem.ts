/**
 * An expected refusal, as rules and services return it: `kind` is the GraphQL type's name, and `code` (stable, for
 * programs) is the same in capitals. `message` is for people and never repeats what the caller sent.
 */
export interface Problem<Kind extends string> {
  readonly kind: Kind;
  readonly code: string;
  readonly message: string;
}

export function problem<Kind extends string, More extends object = object>(
  kind: Kind,
  message: string,
  more: More = {} as More,
): Problem<Kind> & More {
  const code = kind.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  return { kind, code, message, ...more };
}

/** The end of a switch over kinds: a new kind that nobody handles no longer compiles. */
export function unreachable(value: never): never {
  throw new TypeError(`unhandled case: ${typeof value}`);
}
