import { apiError } from '../errors/api-error.js';

/** The promise's own outcome, or TIMEOUT once the caller's time is over; the promise itself goes on. */
export function withAbortSignal<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = () =>
      reject(apiError('TIMEOUT', 'The request took longer than it may. Ask for less, or try again.', 1));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const settle = () => signal.removeEventListener('abort', stop);
    promise.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error) => {
        settle();
        reject(error);
      },
    );
  });
}
