import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { type FormattedError, formatErrors } from '../infra/graphql/format-error.js';
import type { Logger } from '../infra/observability/logger.js';
import { countError } from '../infra/observability/metrics.js';

/** Formats the errors of an answer, counts each, and logs those that are bugs. */
export function recordErrors(
  { logger, requestId }: { readonly logger: Logger; readonly requestId: string },
  errors: readonly GraphQLError[],
  formatted: readonly GraphQLFormattedError[] = errors.map((error) => error.toJSON()),
): FormattedError[] {
  const answers = formatErrors(formatted, errors, requestId);
  for (const { formatted: one, fault } of answers) {
    countError(String(one.extensions?.code));
    if (fault !== undefined) logger.fault('a request failed', fault, { requestId });
  }
  return answers;
}
