import { createUnionType } from 'type-graphql';

interface Kinded {
  readonly kind: string;
}

/** The members of a union by their names. */
type Members = Readonly<Record<string, new () => object>>;

type ResultOf<Of extends Members> = {
  [Kind in keyof Of & string]: Omit<InstanceType<Of[Kind]>, never> & { readonly kind: Kind };
}[keyof Of & string];

type FieldsOf<Result, Kind extends string> = Result extends { readonly kind: Kind } ? Omit<Result, 'kind'> : never;

/** A function for each kind of outcome. It may be left out where the outcome has the fields of the member. */
type Conversions<Outcome extends Kinded, Result> = {
  readonly [One in Outcome as One extends FieldsOf<Result, One['kind']> ? never : One['kind']]: (
    outcome: One,
  ) => FieldsOf<Result, One['kind']>;
} & {
  readonly [One in Outcome as One['kind']]?: (outcome: One) => FieldsOf<Result, One['kind']>;
};

/** Registers the GraphQL union of the possible results of a mutation. The `kind` of a result is the name of its type. */
export const resultUnion = <Of extends Members>(name: string, description: string, members: Of): ResultOf<Of> =>
  createUnionType({ name, description, types: () => Object.values(members) as never });

/**
 * Makes the result of a service's outcome. An outcome that is no member of the union, or whose fields are not those of
 * the member and for which `conversions` has no entry, does not compile.
 */
export function toResult<Outcome extends Kinded, Result extends Kinded>(
  outcome: Outcome,
  conversions: Conversions<Outcome, Result>,
): Result {
  const convert = (conversions as Record<string, ((of: Outcome) => object) | undefined>)[outcome.kind];
  return { ...(convert ? convert(outcome) : outcome), kind: outcome.kind } as Kinded as Result;
}
