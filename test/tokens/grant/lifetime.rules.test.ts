import { describe, expect, test } from '@jest/globals';
import {
  FIRST_PAUSE,
  isMassRefusal,
  pauseSeconds,
  requestedPause,
  tokenPairLifetime,
} from '../../../src/tokens/grant/lifetime.rules.js';

describe('the lifetime of a token pair', () => {
  const usual = { accessTokenSeconds: 300, refreshTokenSeconds: 1000, keepAliveSeconds: [400, 600] as const };
  test.each([
    ['is what the platform says', { access: 120, refresh: 1000 }, { access: 120, refresh: 1000, keepAlive: 500 }],
    [
      'is the usual one where the platform says nothing',
      { access: null, refresh: null },
      { access: 300, refresh: 1000, keepAlive: 500 },
    ],
    [
      'is the usual one where the platform says zero',
      { access: 0, refresh: 2000 },
      { access: 300, refresh: 2000, keepAlive: 1000 },
    ],
    [
      'is the usual one where the platform says what cannot be',
      { access: Number.POSITIVE_INFINITY, refresh: -5 },
      { access: 300, refresh: 1000, keepAlive: 500 },
    ],
  ])('%s', (_what, said, life) => {
    expect(tokenPairLifetime(said, usual, 0.5)).toEqual(life);
  });

  test.each([
    [{ access: null, refresh: 1000 }, 0, 400],
    [{ access: null, refresh: 1000 }, 0.999, 599.8],
    [{ access: null, refresh: 500 }, 0, 200],
    [{ access: null, refresh: 500 }, 0.999, 299.9],
  ])('with %j and chance %d it is kept alive after %d seconds', (said, random, seconds) => {
    expect(tokenPairLifetime(said, usual, random).keepAlive).toBeCloseTo(seconds, 5);
  });

  test('without an end is kept alive at the usual times', () => {
    const endless = { ...usual, refreshTokenSeconds: null };
    expect(tokenPairLifetime({ access: null, refresh: null }, endless, 0.5)).toEqual({
      access: 300,
      refresh: null,
      keepAlive: 500,
    });
  });
});

describe('the pause before the next try', () => {
  test('doubles from ten seconds to fifteen minutes', () => {
    const pauses = [0, 1, 2, 6, 7, 500].map((failures) => pauseSeconds(10, failures, 0.5));
    expect(pauses).toEqual([10, 20, 40, 640, 900, 900]);
  });

  test('is a fifth shorter or longer by chance', () => {
    expect([pauseSeconds(10, 0, 0), pauseSeconds(10, 0, 0.999_999)].map(Math.round)).toEqual([8, 12]);
  });

  test('begins shorter for a token that was not sent', () => {
    expect(FIRST_PAUSE).toEqual({ presented: 10, unsent: 1 });
  });

  test.each([
    [0, 1],
    [1, 1],
    [120, 120],
  ])('that a platform asks for with %d seconds lasts %d', (asked, seconds) => {
    expect(requestedPause(asked)).toBe(seconds);
  });
});

test.each([
  ['20 of 20', { refused: 20, renewed: 0 }, 'nothing'],
  ['21 of 21', { refused: 21, renewed: 0 }, 'a fault of the platform or of the keys'],
  ['half', { refused: 21, renewed: 21 }, 'nothing'],
  ['more than half', { refused: 21, renewed: 20 }, 'a fault of the platform or of the keys'],
  ['none', { refused: 0, renewed: 0 }, 'nothing'],
])('%s refused within a minute (%j) shows %s', (_what, recent, shows) => {
  expect(isMassRefusal(recent)).toBe(shows !== 'nothing');
});
