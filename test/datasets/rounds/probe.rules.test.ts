import { describe, expect, test } from '@jest/globals';
import { type ProbeState, probeVerdict, secondsToProbe } from '../../../src/datasets/rounds/probe.rules.js';

const MINUTE_MS = 60_000;
const NOW = new Date('2026-05-04T10:00:00Z');
const inMinutes = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE_MS);
const probe = (more: Partial<ProbeState> = {}): ProbeState => ({
  status: 'CURRENT',
  hasPosition: false,
  watermark: 1_000,
  changeNo: 7,
  dueAt: inMinutes(58),
  completeAt: inMinutes(-2),
  ...more,
});
const verdict = (state: ProbeState | undefined, known: object = {}) =>
  probeVerdict(state, { probedNo: 7, intervalMinutes: 60, ...known }, NOW);

describe('what the probe says of a list', () => {
  test('nothing, while its own list has no new change and was read a short time ago', () => {
    expect(verdict(probe())).toEqual({ kind: 'QUIET', watermark: 1_000 });
    expect(verdict(probe({ completeAt: inMinutes(-6) }))).toEqual({ kind: 'QUIET', watermark: 1_000 });
  });

  test('its own list comes first when it was read too long ago', () => {
    expect(verdict(probe({ completeAt: inMinutes(-7) }))).toEqual({ kind: 'WAIT' });
    expect(verdict(probe({ completeAt: inMinutes(-2) }), { intervalMinutes: 15 })).toEqual({ kind: 'WAIT' });
    expect(verdict(probe({ completeAt: inMinutes(-11) }), { intervalMinutes: 1_440 })).toEqual({ kind: 'WAIT' });
    expect(verdict(probe({ status: 'QUEUED', completeAt: inMinutes(-7) }))).toEqual({ kind: 'WAIT' });
  });

  test.each<[string, ProbeState | undefined, object]>([
    ['there is none', undefined, {}],
    ['it has a new change', probe({ changeNo: 8 }), {}],
    ['the list was never read with it', probe(), { probedNo: null }],
    ['it was never read', probe({ watermark: null }), {}],
    ['its list is not complete', probe({ status: 'PARTIAL' }), {}],
    ['its list may not be read', probe({ status: 'PERMISSION_DENIED' }), {}],
    ['its round is under way', probe({ status: 'PULLING', hasPosition: true }), {}],
    ['it is never due', probe({ dueAt: null, completeAt: inMinutes(-7) }), {}],
  ])('the list has to be read when %s', (_, state, known) => {
    expect(verdict(state, known)).toEqual({ kind: 'READ' });
  });
});

test('a list is due five seconds after its probe, when that is about an interval away', () => {
  expect(secondsToProbe(inMinutes(58), NOW, 60)).toBe(58 * 60 + 5);
  expect(secondsToProbe(inMinutes(29), NOW, 60)).toBeNull();
  expect(secondsToProbe(inMinutes(91), NOW, 60)).toBeNull();
  expect(secondsToProbe(inMinutes(58), NOW, 0)).toBeNull();
  expect(secondsToProbe(null, NOW, 60)).toBeNull();
});
