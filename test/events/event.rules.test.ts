import { expect, test } from '@jest/globals';
import { parseEventCursor, toEventCursor } from '../../src/events/event.rules.js';

test.each(['0', '1', '42', '999999999999999999'])('a cursor of %s is read again', (no) => {
  expect(parseEventCursor(toEventCursor(no))).toBe(no);
});

test('an empty cursor stands before all events', () => {
  expect(parseEventCursor('')).toBe('0');
});

test.each(['MQ==', ' ', '42', toEventCursor('-1'), toEventCursor('01'), toEventCursor('1 '), toEventCursor('1e3')])(
  'a text that is no cursor is refused: %j',
  (text) => {
    expect(parseEventCursor(text)).toBeUndefined();
  },
);
