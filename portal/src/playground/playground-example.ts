/** An operation that the playground opens in a tab of its own, named after the operation. */
export interface PlaygroundExample {
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A step of the guide: what to do, and the operation that does it. */
export interface GuideStep extends PlaygroundExample {
  readonly title: string;
}
