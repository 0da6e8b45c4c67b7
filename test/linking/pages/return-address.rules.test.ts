import { expect, test } from '@jest/globals';
import { returnAddress } from '../../../src/linking/pages/return-address.rules.js';

const result = { status: 'LINKED', reason: 'RELINKED', linkId: 'a b&c' };

test.each([
  ['gets the result', 'https://a.example/done', 'status=LINKED&reason=RELINKED&linkId=a+b%26c'],
  ['keeps its own parameters', 'https://a.example/done?user=7', 'user=7&status=LINKED&reason=RELINKED&linkId=a+b%26c'],
  [
    'has each of the three once, with ours in place of its own',
    'https://a.example/done?status=open&user=7&linkId=1&linkId=2',
    'status=LINKED&user=7&linkId=a+b%26c&reason=RELINKED',
  ],
])('a return URL %s', (_what, url, query) => {
  expect(returnAddress(url, result)).toBe(`https://a.example/done?${query}`);
});
