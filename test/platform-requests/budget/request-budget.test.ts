import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DatabaseClock } from '../../../src/infra/database/database-clock.js';
import { newId } from '../../../src/infra/ids/ids.js';
import { type BudgetUser, RequestBudgetService } from '../../../src/platform-requests/budget/request-budget.service.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { whileReadLate } from '../../support/statements.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const LIMITS = { perSecond: 50, atOnce: 100, perMinute: 50_000, burst: 1000 };
const database = () => (app.services.requestBudgets as unknown as { database: never }).database;
/** A process of its own, as far as budgets are concerned. */
const newProcess = (limits = LIMITS) => new RequestBudgetService(database(), limits, new DatabaseClock(database()));
const newUser = (setId = newId()): BudgetUser => ({ workspaceId: app.workspace.id, setId, linkId: newId() });
const now = () => performance.now();
/** Until when a caller waits that gets a turn; a busy machine is often late. */
const patiently = () => now() + 60_000;

/** Takes turns until `end`, one after the other, and answers the times. */
async function takeTurns(budgets: RequestBudgetService, user: BudgetUser, end: number): Promise<number[]> {
  const times: number[] = [];
  while (now() < end) {
    const turn = await budgets.takeTurn(user, patiently());
    if (turn.kind === 'busy') throw new Error(`busy for ${turn.retryAfterMs} ms`);
    times.push(now());
    turn.release();
  }
  return times;
}

describe('a budget that several processes share', () => {
  test('gives no more turns than the limit, and gives them to every caller', async () => {
    const processes = [1, 2, 3, 4].map(() => newProcess());
    const setId = newId();
    const callers = processes.flatMap((budgets) =>
      [1, 2, 3].map(() => takeTurns(budgets, newUser(setId), now() + 2500)),
    );
    const turns = await Promise.all(callers);
    expect(turns.map((times) => times.length > 0)).toEqual(callers.map(() => true));
    const times = turns.flat().sort((a, b) => a - b);
    // From the first turn on: a turn is never used before its time, though on a busy machine some time after it.
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    expect(times.length).toBeLessThanOrEqual(seconds * LIMITS.perSecond + 2);
  });

  test('is busy where no turn is free in time, and says when one will be', async () => {
    const budgets = newProcess({ ...LIMITS, perMinute: 61, burst: 1 });
    const user = newUser();
    expect(await budgets.takeTurn(user, patiently())).toMatchObject({ kind: 'turn' });
    const busy = await budgets.takeTurn(user, now() + 100);
    expect(busy).toMatchObject({ kind: 'busy' });
    expect((busy as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
    expect((busy as { retryAfterMs: number }).retryAfterMs).toBeLessThan(1100);
  });

  test('leaves a turn that was not taken to others', async () => {
    const slow = { ...LIMITS, perMinute: 2, burst: 1 };
    const user = newUser();
    const [first, other] = [newProcess(slow), newProcess(slow)];
    // The one turn of the burst is used, or dropped where a busy machine comes too late for it.
    await first.takeTurn(user, now() + 1000);
    const waits: number[] = [];
    for (const budgets of [first, other]) {
      const busy = await budgets.takeTurn(user, now() + 100);
      expect(busy).toMatchObject({ kind: 'busy' });
      waits.push((busy as { retryAfterMs: number }).retryAfterMs);
    }
    // The second waits for the same turn, not for the one behind it.
    expect(waits[1]).toBeLessThanOrEqual(waits[0] ?? 0);
  });

  test('is closed for all processes, no shorter than the platform asked, and opens without a burst', async () => {
    const [first, second] = [newProcess(), newProcess()];
    const user = newUser();
    for (const budgets of [first, second]) await budgets.takeTurn(user, patiently());
    // What a process knows of a budget is up to 100 ms old.
    await new Promise((wake) => setTimeout(wake, 120));
    const closedAt = now();
    await first.close(user, 1);
    const opened = await Promise.all(
      [first, second, second].map(async (budgets) => {
        expect(await budgets.takeTurn(user, patiently())).toMatchObject({ kind: 'turn' });
        return now() - closedAt;
      }),
    );
    expect(Math.min(...opened)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...opened)).toBeLessThan(5000);
    await second.close(user, 60);
    await new Promise((wake) => setTimeout(wake, 120));
    const busy = await first.takeTurn(user, now() + 200);
    expect((busy as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(59_000);
  });

  test('is closed no shorter where the process that was refused has read the time late', async () => {
    const [late, other] = [newProcess(), newProcess()];
    const user = newUser();
    await whileReadLate(/date_part\('epoch'/, 500, () => late.takeTurn(user, patiently()));
    await other.takeTurn(user, patiently());
    await new Promise((wake) => setTimeout(wake, 120));
    const closedAt = now();
    await late.close(user, 1);
    expect(await other.takeTurn(user, patiently())).toMatchObject({ kind: 'turn' });
    expect(now() - closedAt).toBeGreaterThanOrEqual(1000);
  });

  test('is closed for the whole application once two of its links were refused', async () => {
    const budgets = newProcess();
    const setId = newId();
    const [one, two, three] = [newUser(setId), newUser(setId), newUser(setId)];
    for (const user of [one, two, three]) await budgets.takeTurn(user, patiently());
    await new Promise((wake) => setTimeout(wake, 120));
    await budgets.close(one, 30);
    expect(await budgets.takeTurn(three, patiently())).toMatchObject({ kind: 'turn' });
    await budgets.close(two, 30);
    expect(await budgets.takeTurn(three, now() + 500)).toMatchObject({ kind: 'busy' });
  });

  test('is closed for the whole application where that is used up', async () => {
    const budgets = newProcess({ ...LIMITS, perSecond: 1 });
    const setId = newId();
    const [one, two] = [newUser(setId), newUser(setId)];
    await budgets.takeTurn(one, patiently());
    await budgets.close(one, 30);
    const busy = await budgets.takeTurn(two, now() + 5000);
    expect((busy as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(20_000);
  });

  test('lets no more requests be under way than may be', async () => {
    const budgets = newProcess({ ...LIMITS, atOnce: 1 });
    const user = newUser();
    const turn = await budgets.takeTurn(user, patiently());
    expect(await budgets.takeTurn(user, now() + 50)).toMatchObject({ kind: 'busy' });
    const next = budgets.takeTurn(user, patiently());
    if (turn.kind === 'turn') turn.release();
    expect(await next).toMatchObject({ kind: 'turn' });
  });
});

describe('pulls', () => {
  test('leave a fifth of a budget to people', async () => {
    const budgets = newProcess({ ...LIMITS, perSecond: 50_000, perMinute: 11, burst: 10 });
    const user = newUser();
    const taken = async (isPull: boolean) => {
      let turns = 0;
      while ((await budgets.takeTurn({ ...user, isPull }, now() + 100)).kind === 'turn') turns += 1;
      return turns;
    };
    expect(await taken(true)).toBe(8);
    expect(await taken(false)).toBe(2);
  });

  test('that ask for all there is, in several processes, keep a person waiting for less than two seconds', async () => {
    const user = newUser();
    const end = now() + 2000;
    const pulls = [1, 2, 3, 4].flatMap(() => {
      const budgets = newProcess();
      return [1, 2].map(() => takeTurns(budgets, { ...user, isPull: true }, end));
    });
    const people = newProcess();
    while (now() < end) {
      await new Promise((wake) => setTimeout(wake, 150));
      expect(await people.takeTurn(user, now() + 2000)).toMatchObject({ kind: 'turn' });
    }
    const turns = (await Promise.all(pulls)).flat().length;
    expect(turns).toBeGreaterThan(0);
    expect(turns).toBeLessThanOrEqual(0.8 * 2.6 * LIMITS.perSecond + 2);
  });
});
