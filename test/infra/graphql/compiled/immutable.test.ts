import { describe, expect, test } from '@jest/globals';
import { immutable, isImmutable } from '../../../../src/infra/graphql/compiled/immutable.js';

class Plain {
  name = 'plain';
}
class Inherited extends Plain {
  inner = { list: [1, { deep: true }] };
}
class WithMethod {
  ask() {
    return Math.random();
  }
}
class WithAccessor {
  get now() {
    return Date.now();
  }
}

describe('immutable data', () => {
  test('is frozen all the way down, and known by identity', () => {
    const value = immutable({
      plain: new Plain(),
      inherited: new Inherited(),
      nothing: null,
      list: [[1], 'x'],
    });
    for (const inner of [value, value.plain, value.inherited.inner, value.inherited.inner.list[1], value.list[0]]) {
      expect(Object.isFrozen(inner)).toBe(true);
      expect(isImmutable(inner as object)).toBe(true);
    }
    expect(() => {
      (value.inherited.inner.list as unknown[])[0] = 2;
    }).toThrow(TypeError);
    expect(immutable(value)).toBe(value);
  });

  test('is nothing that was merely frozen: what lies below it may change', () => {
    expect(isImmutable(Object.freeze({ inner: [1] }))).toBe(false);
  });

  test.each([
    ['a function', { inner: { ask: () => 1 } }],
    [
      'an accessor',
      {
        get now() {
          return Date.now();
        },
      },
    ],
    ['a date', { at: new Date() }],
    ['a promise', { later: Promise.resolve(1) }],
    ['a map', { map: new Map() }],
    ['an instance with methods', [new WithMethod()]],
    ['an instance with accessors', [new WithAccessor()]],
  ])('refuses %s', (_what, value) => {
    expect(() => immutable(value)).toThrow(/is not data/);
    expect(isImmutable(value)).toBe(false);
  });
});
