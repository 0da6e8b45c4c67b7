import { z } from 'zod';

const status = (defaultSize: number) => z.number().int().min(200).max(599).default(defaultSize);
const ms = z.number().int().min(0).max(600_000);
const headerText = z.string().regex(/^[\x20-\x7e]*$/);

const commonFields = {
  endpoint: z.union([
    z.enum(['token', 'exchange', 'refresh', 'revoke', 'authorize', 'api']),
    z.string().startsWith('/', 'must be an endpoint’s name or a path that begins with /'),
  ]),
  /** `before`: the request is not processed. `after`: it is processed, and only its answer is affected. */
  when: z.enum(['before', 'after']).default('before'),
  probability: z.number().min(0).max(1).default(1),
  count: z.number().int().min(1).nullable().default(null),
  clientId: z.string().nullable().default(null),
};
const afterFields = { ...commonFields, when: z.literal('after').default('after') };

export const FaultInput = z.discriminatedUnion('kind', [
  z.strictObject({
    ...commonFields,
    kind: z.literal('status'),
    status: status(500),
    retryAfter: z.union([z.number(), headerText]).optional(),
  }),
  z.strictObject({ ...commonFields, kind: z.literal('html'), status: status(502) }),
  z.strictObject({ ...commonFields, kind: z.literal('empty'), status: status(200) }),
  z.strictObject({ ...commonFields, kind: z.literal('hang'), ms }),
  z.strictObject({ ...commonFields, kind: z.literal('reset') }),
  z.strictObject({ ...commonFields, kind: z.literal('redirect'), status: status(302), location: headerText }),
  /** The real answer with a header of so many bytes. */
  z.strictObject({ ...afterFields, kind: z.literal('big-header'), bytes: z.number().int().min(1).max(1_000_000) }),
  z.strictObject({ ...afterFields, kind: z.literal('slow-body'), ms }),
  z.strictObject({ ...commonFields, kind: z.literal('big-body'), status: status(200) }),
  z.strictObject({
    ...commonFields,
    kind: z.literal('body'),
    status: status(200),
    contentType: headerText.default('application/json'),
    body: z.string(),
  }),
  z.strictObject({
    ...afterFields,
    kind: z.literal('odd-tokens'),
    omit: z.array(z.string()).default([]),
    set: z.record(z.string(), z.unknown()).default({}),
  }),
]);

export type Fault = z.infer<typeof FaultInput> & {
  readonly id: string;
  /** How many more requests it may affect. Null: no limit. */
  left: number | null;
  hits: number;
};

export interface FaultTarget {
  /** The endpoint's general and specific name, such as `token` and `refresh`. */
  readonly names: readonly string[];
  readonly path: string;
  readonly clientId: string | null;
}

/** Returns the first fault that applies, and counts it. `chance` returns a number from 0 to below 1. */
export function takeFault(faults: readonly Fault[], target: FaultTarget, chance = Math.random): Fault | undefined {
  const hit = faults.find(
    (fault) =>
      (fault.endpoint.startsWith('/')
        ? target.path.startsWith(fault.endpoint)
        : target.names.includes(fault.endpoint)) &&
      (fault.clientId === null || fault.clientId === target.clientId) &&
      fault.left !== 0 &&
      (fault.probability === 1 || chance() < fault.probability),
  );
  if (hit === undefined) return undefined;
  hit.hits += 1;
  if (hit.left !== null) hit.left -= 1;
  return hit;
}
