import { describe, expect, jest, test } from '@jest/globals';
import { lazyRecord } from '../../../src/infra/slices/lazy-record.js';

interface Made {
  readonly base: { readonly of: number };
  readonly sum: number;
}

const given = (factories: object, givenBy = 'one') => ({ givenBy, factories });

describe('a lazy record', () => {
  test('makes a value when it is first read, once, from the context and from other values', () => {
    const base = jest.fn((of: number) => ({ of }));
    const sum = jest.fn((more: number, all: Made) => all.base.of + more);
    // The one that needs the other comes first: the order of the factories does not matter.
    const Record = lazyRecord<Made, number>([given({ sum }), given({ base }, 'two')]);
    const record = new Record(2);
    expect(base).not.toHaveBeenCalled();
    expect([record.sum, record.sum, record.base]).toEqual([4, 4, { of: 2 }]);
    expect([base, sum].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    expect(new Record(3).sum).toBe(6);
  });

  test('is read by destructuring as well', () => {
    const Record = lazyRecord<Made, number>([given({ base: (of: number) => ({ of }) })]);
    const { base } = new Record(1);
    expect(base).toEqual({ of: 1 });
  });

  test('refuses a name that is given twice', () => {
    expect(() => lazyRecord([given({ sum: () => 1 }), given({ sum: () => 2 }, 'two')])).toThrow(
      '"sum" is given twice: by one and by two',
    );
  });

  test('refuses a value that needs itself, instead of overflowing the stack', () => {
    const Record = lazyRecord<{ a: number; b: number }, null>([
      given({
        a: (_: null, all: { b: number }) => all.b,
        b: (_: null, all: { a: number }) => all.a,
      }),
    ]);
    expect(() => new Record(null).a).toThrow('"a" needs itself');
  });

  test('tries again after a factory has thrown', () => {
    const make = jest
      .fn<() => number>()
      .mockImplementationOnce(() => {
        throw new Error('not yet');
      })
      .mockReturnValue(1);
    const record = new (lazyRecord<{ value: number }, null>([given({ value: make })]))(null);
    expect(() => record.value).toThrow('not yet');
    expect(record.value).toBe(1);
  });
});
