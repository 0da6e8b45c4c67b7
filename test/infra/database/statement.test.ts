import { describe, expect, test } from '@jest/globals';
import {
  anyExists,
  columns,
  defineFragment,
  defineStatement,
  renderStatement,
} from '../../../src/infra/database/statement.js';

const opened = defineFragment({
  name: 'opened',
  returns: columns<{ id: string; owner_id: string }>('id', 'owner_id'),
  sql: (addParameter, { doorId }: { doorId: string }) =>
    `UPDATE door SET open = true WHERE id = ${addParameter(doorId)} RETURNING id, owner_id`,
});

const noted = defineFragment({
  name: 'noted',
  reads: [opened],
  sql: (addParameter, { note, doorId }: { note: string; doorId: string }, [door]) => {
    const d = door.as('d');
    return `INSERT INTO note SELECT ${addParameter(note)}, ${addParameter(doorId)}, ${d.owner_id} FROM ${d.from}
      WHERE ${door.exists} AND ${d.id} IN (${door.select('id')})`;
  },
});

describe('a statement', () => {
  test('is one text, with the parameters of all fragments and the rows of its answer', () => {
    const { text, values } = renderStatement(defineStatement([opened, noted], opened), {
      doorId: 'front',
      note: 'hello',
    });
    expect(text.replace(/\s+/g, ' ')).toBe(
      'WITH opened AS (UPDATE door SET open = true WHERE id = $1 RETURNING id, owner_id), ' +
        'noted AS (INSERT INTO note SELECT $2, $3, d.owner_id FROM opened AS d ' +
        'WHERE EXISTS (SELECT FROM opened) AND d.id IN (SELECT id FROM opened)) ' +
        'SELECT id, owner_id FROM opened',
    );
    expect(values).toEqual(['front', 'hello', 'front']);
  });

  test('has the same text for other values', () => {
    const statement = defineStatement([opened, noted]);
    const [one, other] = ['front', 'back'].map((doorId) => renderStatement(statement, { doorId, note: doorId }));
    expect(one?.text).toBe(other?.text);
    expect(one?.text).toMatch(/\nSELECT$/);
  });

  test('cannot be defined with two fragments of one name', () => {
    expect(() => defineStatement([opened, { ...opened }])).toThrow(
      'two fragments of one statement are named "opened": rename one of them',
    );
    expect(() => defineStatement([opened, noted, opened])).toThrow('"opened"');
  });

  test('cannot be defined with a fragment that reads one which is missing, comes later, or only has its name', () => {
    const wrong = 'the fragment "noted" reads "opened", which must stand before it';
    expect(() => defineStatement([noted])).toThrow(wrong);
    expect(() => defineStatement([noted, opened])).toThrow(wrong);
    expect(() => defineStatement([{ ...opened }, noted])).toThrow(wrong);
  });

  test('cannot be defined with an answer that is not among its fragments', () => {
    expect(() => defineStatement([opened], noted)).toThrow('"noted" is not among the statement\'s fragments');
  });

  test('takes the inputs of all its fragments, and no column that a fragment does not return', () => {
    const statement = defineStatement([opened, noted], opened);
    // @ts-expect-error: `note` is missing.
    expect(() => renderStatement(statement, { doorId: 'front' })).not.toThrow();
    defineFragment({
      name: 'wrong',
      reads: [opened],
      // @ts-expect-error: there is no such column.
      sql: (_addParameter, _input: object, [door]) => door.select('colour'),
    });
  });
});

test('a condition over fragments is true without any', () => {
  expect(anyExists([])).toBe('true');
});
