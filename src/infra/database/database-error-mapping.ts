import { apiError } from '../errors/api-error.js';
import { classifyDatabaseError } from './database-errors.js';

/** The API error (not thrown) for an error of the database, or undefined where the error is a bug. */
export function toApiError(error: unknown): Error | undefined {
  switch (classifyDatabaseError(error)) {
    case 'timeout':
      return apiError(
        'TIMEOUT',
        'The database took too long to answer. Nothing is known to be wrong with the request: try again.',
        1,
      );
    case 'conflict':
    case 'unavailable':
    case 'refused':
      return apiError('UNAVAILABLE', 'The database cannot be reached or is busy. Try again shortly.', 1);
    case 'unprepared':
    case 'bug':
      return undefined;
  }
}
