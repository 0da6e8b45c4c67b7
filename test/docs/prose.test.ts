import { expect, test } from '@jest/globals';
import { filesBelow, sources, textOf } from '../support/source-files.js';

const READ = [
  ...sources,
  ...filesBelow('portal/src'),
  ...filesBelow('docs').filter((path) => path.endsWith('.md')),
  'README.md',
];
/** The user of the operating system that PostgreSQL runs as is called `nobody`: a name, in quotes or as code. */
const withoutUser = (text: string): string => text.replace(/(['"`])nobody\1/g, '');

test('code and documents name their subject: nobody, whoever, somebody and whatever stand there fewer than ten times', () => {
  const riddles = READ.flatMap((path) =>
    [...withoutUser(textOf(path)).matchAll(/\b(?:nobody|whoever|somebody|whatever)\b/gi)].map(
      ([word]) => `${path}: ${word}`,
    ),
  );
  // All of them in the failure, not their number alone.
  expect(riddles.slice(0, 9)).toEqual(riddles);
});
