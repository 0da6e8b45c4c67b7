import { expect, test } from '@jest/globals';
import { whyNotCallback, whyNotOpen } from '../../src/linking/link-callback.rules.js';
import { returnAddress } from '../../src/linking/pages/return-address.rules.js';
import { ATTEMPT_STEPS, OPEN_STEPS, stepsBefore } from '../../src/links/link-attempt.rules.js';

test('an attempt steps only as linking has decided', () => {
  expect(ATTEMPT_STEPS.map((to) => [to, stepsBefore(to)])).toEqual([
    ['CREATED', ['STARTED', 'CHOOSING']],
    ['STARTED', ['CREATED', 'STARTED', 'CHOOSING']],
    ['CHOOSING', ['STARTED']],
    ['DONE', ['CHOOSING']],
    ['FAILED', ['CREATED', 'STARTED', 'CHOOSING']],
    ['EXPIRED', ['CREATED', 'STARTED', 'CHOOSING']],
  ]);
});

test('an attempt is open until it is done, failed or expired', () => {
  expect(OPEN_STEPS).toEqual(['CREATED', 'STARTED', 'CHOOSING']);
});

const open = { step: 'CREATED', expired: false, linkIsLinked: false, enabled: true } as const;

test.each([
  ['leads on', {}, undefined],
  ['leads on while signing in', { step: 'STARTED' }, undefined],
  ['leads on while choosing', { step: 'CHOOSING' }, undefined],
  ['says that the link is made', { step: 'DONE' }, 'LINKED'],
  ['says that the link is made, by whichever URL', { linkIsLinked: true, step: 'FAILED' }, 'LINKED'],
  ['has ended', { step: 'FAILED' }, 'ENDED'],
  ['has ended, even after its time', { step: 'FAILED', expired: true }, 'ENDED'],
  ['is past its time', { expired: true }, 'EXPIRED'],
  ['is past its time, as somebody wrote down', { step: 'EXPIRED' }, 'EXPIRED'],
  ['waits for the integration', { enabled: false }, 'DISABLED'],
  ['is past its time, enabled or not', { enabled: false, expired: true }, 'EXPIRED'],
] as const)('a link URL %s', (_what, state, why) => {
  expect(whyNotOpen({ ...open, ...state })).toBe(why);
});

test.each([
  ['is taken up', {}, undefined],
  ['of another browser is sent back', { sameBrowser: false }, 'OTHER_BROWSER'],
  ['of another browser is sent back, used or not', { sameBrowser: false, stateUsed: true }, 'OTHER_BROWSER'],
  ['that comes twice sees the result', { stateUsed: true }, 'USED'],
  ['that comes twice sees the result, done or not', { stateUsed: true, step: 'DONE' }, 'USED'],
  ['that took too long starts again', { stateExpired: true }, 'STATE_EXPIRED'],
  ['for an earlier start starts again', { step: 'CREATED' }, 'STATE_EXPIRED'],
  ['of a disabled integration waits', { enabled: false }, 'DISABLED'],
  ['of a replaced URL has ended', { step: 'FAILED' }, 'ENDED'],
  ['of a URL past its time has ended', { expired: true }, 'EXPIRED'],
] as const)('a callback %s', (_what, state, why) => {
  const callback = {
    ...open,
    step: 'STARTED',
    sameBrowser: true,
    stateUsed: false,
    stateExpired: false,
  } as const;
  expect(whyNotCallback({ ...callback, ...state })).toBe(why);
});

test.each([
  ['https://a.example/done', 'https://a.example/done?status=LINKED&reason=RELINKED&linkId=x'],
  ['https://a.example/done?user=7', 'https://a.example/done?user=7&status=LINKED&reason=RELINKED&linkId=x'],
  [
    'https://a.example/done?status=open&user=7&linkId=1&linkId=2',
    'https://a.example/done?status=LINKED&user=7&linkId=x&reason=RELINKED',
  ],
])('sends the customer back to %s', (url, address) => {
  expect(returnAddress(url, { status: 'LINKED', reason: 'RELINKED', linkId: 'x' })).toBe(address);
});
