/** An operation that the playground opens in a tab of its own, named after the operation. */
export interface PlaygroundExample {
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
}
