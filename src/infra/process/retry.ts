import pRetry from 'p-retry';

/** How often and after which pauses `retry` tries again. */
export interface RetryOptions {
  /** Attempts in all; `Infinity`: until one succeeds. */
  readonly tries: number;
  /** Pause after the first attempt, in ms; 0: none. */
  readonly pauseMs: number;
  /** The factor by which each pause is longer than the one before; 1 by default. */
  readonly factor?: number;
  /** The longest pause, in ms. */
  readonly maxPauseMs?: number;
  /** Makes each pause longer by a random share, up to twice as long, so that processes do not try in step. */
  readonly jitter?: boolean;
  /** No attempt begins later than this many ms after the first. */
  readonly withinMs?: number;
  /** False: the error is thrown at once. By default every error is worth another attempt. */
  readonly isWorthRetrying?: (error: unknown) => boolean;
  /** Called after each failed attempt, the last one too; counts from 1. */
  readonly onFailure?: (error: unknown, attempt: number) => void;
}

/**
 * p-retry never retries a TypeError, nor what is no instance of its realm's Error (under jest: all errors of Node's
 * own modules). A token pair that is not stored would be lost by that, so errors travel through p-retry in this.
 */
class FailedAttempt extends Error {
  constructor(readonly reason: unknown) {
    super('an attempt failed');
  }
}
const reasonOf = (error: Error): unknown => (error instanceof FailedAttempt ? error.reason : error);

/**
 * Runs `work` until it succeeds, and answers its result.
 * @throws the error of the last attempt.
 */
export async function retry<Result>(work: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const { tries, pauseMs, factor = 1, maxPauseMs, jitter, withinMs, isWorthRetrying, onFailure } = options;
  const attempt = () =>
    work().catch((error: unknown) => {
      throw new FailedAttempt(error);
    });
  try {
    return await pRetry(attempt, {
      retries: tries - 1,
      minTimeout: pauseMs,
      factor,
      randomize: jitter ?? false,
      maxTimeout: maxPauseMs ?? Number.POSITIVE_INFINITY,
      maxRetryTime: withinMs ?? Number.POSITIVE_INFINITY,
      shouldRetry: ({ error }) => isWorthRetrying?.(reasonOf(error)) ?? true,
      onFailedAttempt: ({ error, attemptNumber }) => onFailure?.(reasonOf(error), attemptNumber),
    });
  } catch (error) {
    throw reasonOf(error as Error);
  }
}
