import type { GraphQLResolveInfo } from 'graphql';

/**
 * JSON that a resolver of a compiled run answers in place of an object, and that is written as it is. It must be exactly
 * what the selection below the object gives. In a list it may be several objects that follow one another, with commas in
 * between. Only for a field whose `info` passes `takesJson`.
 */
export class JsonText {
  constructor(readonly json: string) {}
}

/** The `info` of a field in a compiled run. A compiled query has no directives. */
export interface CompiledInfo extends GraphQLResolveInfo {
  readonly takesJson: true;
}

/** Whether a field is resolved in a compiled run, in which a `JsonText` may stand for an object. */
export const takesJson = (info: GraphQLResolveInfo): info is CompiledInfo => 'takesJson' in info;
