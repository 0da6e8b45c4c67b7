import { expect, test } from '@jest/globals';
import { whyNotCallback, whyNotOpen } from '../../src/linking/link-callback.rules.js';

const open = { step: 'CREATED', expired: false, linkIsLinked: false, enabled: true } as const;

test.each([
  ['leads on', {}, undefined],
  ['leads on while the customer signs in', { step: 'STARTED' }, undefined],
  ['leads on while the customer chooses', { step: 'CHOOSING' }, undefined],
  ['says that the link is made', { step: 'DONE' }, 'LINKED'],
  ['says that the link is made, when another URL made it', { linkIsLinked: true, step: 'FAILED' }, 'LINKED'],
  ['has ended', { step: 'FAILED' }, 'ENDED'],
  ['has ended, even after its time', { step: 'FAILED', expired: true }, 'ENDED'],
  ['is past its time', { expired: true }, 'EXPIRED'],
  ['is past its time, once that is recorded', { step: 'EXPIRED' }, 'EXPIRED'],
  ['waits for the integration', { enabled: false }, 'DISABLED'],
  ['is past its time, enabled or not', { enabled: false, expired: true }, 'EXPIRED'],
] as const)('a link URL %s', (_what, state, why) => {
  expect(whyNotOpen({ ...open, ...state })).toBe(why);
});

const callback = {
  ...open,
  step: 'STARTED',
  sameBrowser: true,
  stateUsed: false,
  stateExpired: false,
} as const;

test.each([
  ['is taken up', {}, undefined],
  ['from another browser is refused', { sameBrowser: false }, 'OTHER_BROWSER'],
  ['from another browser is refused, used or not', { sameBrowser: false, stateUsed: true }, 'OTHER_BROWSER'],
  ['from another browser learns nothing of the link', { sameBrowser: false, step: 'DONE' }, 'OTHER_BROWSER'],
  ['that comes twice sees the result', { stateUsed: true }, 'USED'],
  ['that comes twice sees the result, done or not', { stateUsed: true, step: 'DONE' }, 'USED'],
  ['that took too long starts again', { stateExpired: true }, 'STATE_EXPIRED'],
  ['for an earlier start starts again', { step: 'CREATED' }, 'STATE_EXPIRED'],
  ['while the customer chooses starts again', { step: 'CHOOSING' }, 'STATE_EXPIRED'],
  ['of a disabled integration waits', { enabled: false }, 'DISABLED'],
  ['of a disabled integration waits, even when it took too long', { enabled: false, stateExpired: true }, 'DISABLED'],
  ['of a replaced URL has ended', { step: 'FAILED' }, 'ENDED'],
  ['of a URL past its time has ended', { expired: true }, 'EXPIRED'],
] as const)('a callback %s', (_what, state, why) => {
  expect(whyNotCallback({ ...callback, ...state })).toBe(why);
});
