/** Sage has no idempotency for tax rates (Sage's idempotency guide). */
const WITHOUT = new Set(['tax_rates']);

/** A resource is made under the name of its list and changed under its id. Other paths are actions, which take no id. */
const LENGTHS: Readonly<Record<string, number>> = { POST: 1, PUT: 2 };

/** The outer object with its one member, up to the brace of the resource. */
const RESOURCE = /^\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*/;

/**
 * The body of a write with `idempotency_id` as the first member of its resource object: Sage remembers it for 7 days. The
 * text around it stays as it is, because a number such as 1.10 would not survive being parsed. A body that has an id of its
 * own stays as it is. Undefined: Sage does not take an id here.
 */
export function withIdempotencyId(
  method: string,
  segments: readonly string[],
  body: string,
  id: string,
): string | undefined {
  if (LENGTHS[method] !== segments.length || WITHOUT.has(segments[0] ?? '')) return undefined;
  const resource = onlyResource(body);
  const head = RESOURCE.exec(body)?.[0];
  if (resource === undefined || head === undefined) return undefined;
  const given = resource.idempotency_id;
  if (given !== undefined) return typeof given === 'string' && given !== '' ? body : undefined;
  const comma = Object.keys(resource).length > 0 ? ',' : '';
  const spliced = `${head}"idempotency_id":"${id}"${comma}${body.slice(head.length)}`;
  // A resource that stands in the text twice: Sage reads the other one.
  return onlyResource(spliced)?.idempotency_id === id ? spliced : undefined;
}

/** The value of the one member of a JSON object, where it is an object. */
function onlyResource(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const values: unknown[] = Object.values(JSON.parse(body) as object);
    const [value] = values;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return values.length === 1 && isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    // The body is passed on as it is. The parser's message would quote it.
    return undefined;
  }
}
