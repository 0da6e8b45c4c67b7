import { expect, test } from '@jest/globals';
import { exactJson } from '../../src/platform-requests/json.rules.js';

test.each([
  [
    '{"a":1.10,"b":"1.10","c":[1,-2.5,0,12345678901234567890]}',
    { a: '1.10', b: '1.10', c: [1, -2.5, 0, '12345678901234567890'] },
  ],
  ['{"1.10":1e2,"x\\"1.10":-0.00}', { '1.10': '1e2', 'x"1.10': '-0.00' }],
  ['-0', '-0'],
  ['"1.10"', '1.10'],
  ['null', null],
  ['true', true],
])('%s keeps its digits', (text, value) => {
  expect(exactJson(text)).toEqual(value);
});

test.each(['', '{', '01', '1.', 'canary', '{"a":1.}', '<html>'])('%p is no JSON', (text) => {
  expect(exactJson(text)).toBeUndefined();
});
