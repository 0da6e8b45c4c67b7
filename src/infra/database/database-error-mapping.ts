import { refusal } from '../errors/api-error.js';
import { faultOf } from './database-errors.js';

/** The refusal that a database error becomes, or undefined where it is a bug and stays one. */
export function refusalOf(error: unknown): Error | undefined {
  switch (faultOf(error)) {
    case 'timeout':
      return refusal(
        'TIMEOUT',
        'The database took too long to answer. Nothing is known to be wrong with the request: try again.',
        1,
      );
    case 'retry':
    case 'unavailable':
      return refusal('UNAVAILABLE', 'The database cannot be reached or is busy. Try again shortly.', 1);
    case 'other':
      return undefined;
  }
}
