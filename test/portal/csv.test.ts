import { expect, test } from '@jest/globals';
import { csvLine } from '../../portal/src/books/csv.js';

const FORMULAS = [
  '=1+1',
  '+44 20 7946 0000',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1+1',
  '\uFF1D1+1',
  '\uFF0B1',
  '\uFF0D1',
  '\uFF20SUM(A1)',
  '\u200B=1+1',
  '\uFEFF=1+1',
  '\u00A0=1+1',
  '"=1+1',
  "'=1+1",
  '-',
];

test.each(FORMULAS)('a spreadsheet shows %j as a text', (value) => {
  expect(csvLine([value])).toBe(`"'${value.replaceAll('"', '""')}"\r\n`);
});

test.each(['0.10', '-0.00', '-1234567890123456789.123456', '1000'])('the exact decimal %s stays as it is', (value) => {
  expect(csvLine([value])).toBe(`${value}\r\n`);
});

test.each([
  ['Acme, "the" company', '"Acme, ""the"" company"'],
  ['two\nlines', '"two\nlines"'],
  ['2026-04-30', '"2026-04-30"'],
  ['1.2.3', '"1.2.3"'],
  ['a=b', '"a=b"'],
  ['', ''],
])('%j is written as %j', (value, written) => {
  expect(csvLine([value, value])).toBe(`${written},${written}\r\n`);
});
