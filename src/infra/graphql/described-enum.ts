import { registerEnumType } from 'type-graphql';

/** Registers a GraphQL enum. `values` says of each value what it means; the value itself is its own name. */
export function describedEnum<Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
): { readonly [Value in Name]: Value } {
  const names = Object.keys(values) as Name[];
  const entries = Object.fromEntries(names.map((value) => [value, value])) as { [Value in Name]: Value };
  const valuesConfig = Object.fromEntries(names.map((value) => [value, { description: values[value] }])) as object;
  registerEnumType(entries, { name, description, valuesConfig });
  return entries;
}
