import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { Deadlines } from '../../../src/infra/process/deadlines.js';

const pass = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

describe('deadlines', () => {
  test('pass for answers that were not finished in time, and for no others', async () => {
    const deadlines = new Deadlines(60);
    const answers = [new EventEmitter(), new EventEmitter(), new EventEmitter()] as const;
    const first = deadlines.until(answers[0]);
    const finished = deadlines.until(answers[1]);
    await pass(40);
    const later = deadlines.until(answers[2]);
    answers[1].emit('finish');
    await pass(35);
    expect([first.aborted, finished.aborted, later.aborted]).toEqual([true, false, false]);
    await pass(60);
    expect([finished.aborted, later.aborted]).toEqual([false, true]);
  });

  test('pass again after a time without any request', async () => {
    const deadlines = new Deadlines(20);
    const answer = new EventEmitter();
    deadlines.until(answer);
    answer.emit('finish');
    await pass(60);
    const signal = deadlines.until(new EventEmitter());
    await pass(60);
    expect(signal.aborted).toBe(true);
  });
});
