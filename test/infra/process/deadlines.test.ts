import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Deadlines } from '../../../src/infra/process/deadlines.js';

/** Timers and the clock are the test's: exactly so much time passes. */
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});
const pass = (ms: number) => jest.advanceTimersByTime(ms);

describe('deadlines', () => {
  test('pass for answers that were not finished in time, and for no others', () => {
    const deadlines = new Deadlines(60);
    const answers = [new EventEmitter(), new EventEmitter(), new EventEmitter()] as const;
    const first = deadlines.until(answers[0]);
    const finished = deadlines.until(answers[1]);
    pass(40);
    const later = deadlines.until(answers[2]);
    answers[1].emit('finish');
    pass(19);
    expect([first.aborted, finished.aborted, later.aborted]).toEqual([false, false, false]);
    pass(1);
    expect([first.aborted, finished.aborted, later.aborted]).toEqual([true, false, false]);
    pass(39);
    expect(later.aborted).toBe(false);
    pass(1);
    expect([finished.aborted, later.aborted]).toEqual([false, true]);
  });

  test('pass again after a time without any request', () => {
    const deadlines = new Deadlines(20);
    const answer = new EventEmitter();
    deadlines.until(answer);
    answer.emit('finish');
    pass(60);
    const signal = deadlines.until(new EventEmitter());
    pass(19);
    expect(signal.aborted).toBe(false);
    pass(1);
    expect(signal.aborted).toBe(true);
  });
});
