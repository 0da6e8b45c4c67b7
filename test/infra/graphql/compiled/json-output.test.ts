import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonOutput } from '../../../../src/infra/graphql/compiled/json-output.js';

const written = (work: (out: JsonOutput) => void): string => {
  const out = new JsonOutput();
  out.step(() => work(out));
  return out.toBytes().toString();
};

describe('JSON on its way out', () => {
  test('has every text as JSON.stringify writes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(written((out) => out.addString(text))).toBe(JSON.stringify(text));
      }),
      { numRuns: 2000 },
    );
    for (const text of ['', '"', '\\', '\u0000', '\u001f', '\u007f', 'é', '🇬🇧', '\ud83c', '\u2028'])
      expect(written((out) => out.addString(text))).toBe(JSON.stringify(text));
  });

  test('keeps the order of text, bytes and what comes later', () => {
    const out = new JsonOutput();
    const places: JsonOutput[] = [];
    out.step(() => {
      out.add('[');
      places.push(out.reserve());
      out.add(',');
      out.addBytes(Buffer.from('"ü"'));
      places.push(out.reserve());
      out.add(']');
    });
    const [first, second] = places;
    // The later place first, and each with more text of another output in between.
    second?.step(() => second.add(',3'));
    expect(written((other) => other.addString('other'))).toBe('"other"');
    first?.step(() => first.add('1'));
    expect(out.toBytes('{"data":', '}').toString()).toBe('{"data":[1,"ü",3]}');
  });

  test('holds answers larger than the memory it writes in, and begins anew after a failure', () => {
    const large = 'x'.repeat(300_000);
    const many = Array.from({ length: 2_000 }, (_, i) => `${i}${'y'.repeat(200)}`);
    expect(written((out) => out.addString(large))).toBe(JSON.stringify(large));
    const text = written((out) => {
      for (const one of many) out.addString(one);
    });
    expect(text).toBe(many.map((one) => JSON.stringify(one)).join(''));
    expect(() =>
      written((out) => {
        out.add('lost');
        throw new Error('on the way');
      }),
    ).toThrow('on the way');
    expect(written((out) => out.add('[]'))).toBe('[]');
  });
});
