import { GraphQLError, type SourceLocation } from 'graphql';

/** Why a document cannot be run. `message` holds places and names of the document, of bounded length, and no values. */
export interface DocumentFault {
  readonly code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED';
  readonly message: string;
  readonly locations?: readonly SourceLocation[];
}

/** The faults of a document in one error, because a hook of Apollo can throw only one. `formatErrors` lists them. */
export class DocumentRefused extends GraphQLError {
  constructor(readonly faults: readonly DocumentFault[]) {
    super('The document is refused.', { extensions: { code: faults[0]?.code, http: { status: 400 } } });
  }
}
