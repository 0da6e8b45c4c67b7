const immutables = new WeakSet<object>();

/**
 * Freezes data all the way down and remembers that it is: whatever is made from it alone may be kept for as long as
 * it lives. Data means objects, instances of classes without methods, arrays and primitive values; anything that could
 * answer differently another time (functions, accessors, dates, promises, maps) is refused with an Error.
 */
export function immutable<Value extends object>(value: Value): Value {
  if (immutables.has(value)) return value;
  refuseBehaviour(value);
  for (const { value: inner } of Object.values(Object.getOwnPropertyDescriptors(value))) {
    if (typeof inner === 'object' && inner !== null) immutable(inner);
  }
  immutables.add(Object.freeze(value));
  return value;
}

export const isImmutable = (value: object): boolean => immutables.has(value);

function refuseBehaviour(value: object): void {
  const own = Object.values(Object.getOwnPropertyDescriptors(value));
  const inherited = Array.isArray(value) ? [] : membersAbove(value);
  if (inherited.length > 0 || own.some((one) => one.get || one.set || typeof one.value === 'function'))
    throw new Error(`${value.constructor?.name} is not data: it cannot be immutable`);
}

/** What the classes of an object add to it; without `constructor`, and without what every object has. */
function membersAbove(value: object): string[] {
  const members: string[] = [];
  let prototype = Object.getPrototypeOf(value);
  // The last one is Object's, of whichever realm; an object without any prototype has no members at all.
  while (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    members.push(...Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor'));
    prototype = Object.getPrototypeOf(prototype);
  }
  return members;
}
