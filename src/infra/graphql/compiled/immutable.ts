const immutables = new WeakSet<object>();

/**
 * Freezes data deeply and registers it as immutable: results that follow from it alone may be cached as long as it
 * exists. Data means objects, instances of classes without methods, arrays and primitive values.
 * @throws Error for anything that could change: functions, accessors, dates, promises, maps.
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

/** Whether `immutable` was called with this object, or with one that contains it. */
export const isImmutable = (value: object): boolean => immutables.has(value);

function refuseBehaviour(value: object): void {
  const own = Object.values(Object.getOwnPropertyDescriptors(value));
  const inherited = Array.isArray(value) ? [] : membersAbove(value);
  if (inherited.length > 0 || own.some((one) => one.get || one.set || typeof one.value === 'function'))
    throw new Error(`${value.constructor?.name} is not data: it cannot be immutable`);
}

/** Names of the members that an object inherits from its classes; without `constructor` and members of `Object`. */
function membersAbove(value: object): string[] {
  const members: string[] = [];
  let prototype = Object.getPrototypeOf(value);
  // The last prototype is that of Object (of any realm). An object without a prototype inherits no members.
  while (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    members.push(...Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor'));
    prototype = Object.getPrototypeOf(prototype);
  }
  return members;
}
