import { z } from 'zod';

export class ControlError extends Error {
  override readonly name = 'ControlError';
  constructor(
    readonly status: number,
    message: string,
    /** Each names a field and its rule, never the value. */
    readonly problems: readonly string[] = [],
  ) {
    super(message);
  }
}

/**
 * Validates a body or query.
 * @throws ControlError 400, with every problem
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const { success, data, error } = schema.safeParse(input ?? {});
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new ControlError(400, 'The request is not valid.', problems);
}

/** @throws ControlError 404 when the value is undefined */
export function orNotFound<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new ControlError(404, `There is no such ${name}.`);
  return value;
}

/** An integer of a query string, where numbers are texts. */
export const integerBetween = (minSize: number, defaultSize: number, maxSize: number) =>
  z.coerce.number().int().min(minSize).max(maxSize).default(defaultSize);
