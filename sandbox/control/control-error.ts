import { z } from 'zod';

export class ControlError extends Error {
  override readonly name = 'ControlError';
  constructor(
    readonly status: number,
    message: string,
    /** Each names a field and what it must be, never its value. */
    readonly problems: readonly string[] = [],
  ) {
    super(message);
  }
}

/** A body or query as the schema has it. Throws 400 with all that is wrong. */
export function read<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const { success, data, error } = schema.safeParse(input ?? {});
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new ControlError(400, 'The request is not as it must be.', problems);
}

export function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new ControlError(404, `There is no such ${what}.`);
  return thing;
}

/** For queries, whose numbers come as texts. */
export const wholeFrom = (least: number, standard: number, most: number) =>
  z.coerce.number().int().min(least).max(most).default(standard);
