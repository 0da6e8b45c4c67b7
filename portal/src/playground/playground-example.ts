import type { ApiScope } from '../gql/graphql.ts';

/** An operation that the playground opens in a tab of its own, named after the operation. */
export interface PlaygroundExample {
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A step of the guide: what to do, the operation that does it, and the scopes that it needs. */
export interface GuideStep extends PlaygroundExample {
  readonly scope: ApiScope;
  readonly alsoNeeds?: ApiScope;
  readonly title: string;
}
