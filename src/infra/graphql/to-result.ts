/** For each kind of an outcome, the function that makes its GraphQL object. */
type ByKind<Outcome extends { readonly kind: string }, Result> = {
  readonly [Kind in Outcome['kind']]: (outcome: Extract<Outcome, { readonly kind: Kind }>) => Result;
};

/** Makes the GraphQL object of a service's outcome. A kind of outcome without an entry in `byKind` does not compile. */
export function toResult<Outcome extends { readonly kind: string }, Result>(
  outcome: Outcome,
  byKind: ByKind<Outcome, Result>,
): Result {
  return byKind[outcome.kind as Outcome['kind']](outcome as never);
}

/** Answers a function that makes an object of a GraphQL class from its fields. */
export const objectOf =
  <Type extends object>(type: new () => Type) =>
  (fields: Omit<Type, never>): Type =>
    Object.assign(new type(), fields);
