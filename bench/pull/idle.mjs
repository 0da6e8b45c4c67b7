import { readRequest, startPulling } from './books.mjs';

const MOST_REQUESTS = 14;
const PASSED = "'1 hour 6 minutes'";

/** What hours cost in which nothing changes. An hour passes by moving all times of the lists back. */
export async function measure(context) {
  const { records, hours } = context.options;
  const pulling = await startPulling(context, 'idle');
  const { db } = pulling;
  await pulling.newLink(records, true);
  const fleet = await pulling.startProcesses(1);
  await pulling.makeDue();
  await pulling.settle();
  const perHour = [];
  let { next } = await pulling.requestsAfter();
  for (let hour = 0; hour < hours; hour += 1) {
    await db.query(
      `UPDATE ledgerlink.dataset SET due_at = due_at - interval ${PASSED}, last_complete_at = last_complete_at - interval ${PASSED},
         full_at = full_at - interval ${PASSED}, audited_at = audited_at - interval ${PASSED}`,
    );
    await pulling.settle();
    const asked = await pulling.requestsAfter(next);
    next = asked.next;
    perHour.push(asked.requests.filter((request) => readRequest(pulling.sandbox, request).list !== undefined).length);
  }
  await fleet.end();
  const sorted = [...perHour].sort((one, other) => one - other);
  const wrong = await pulling.notCurrent();
  const median = sorted[Math.floor(sorted.length / 2)];
  return {
    report: {
      ...{ median, most: sorted.at(-1), perDay: perHour.slice(0, 24).reduce((sum, count) => sum + count, 0) },
      perHour: perHour.join(' '),
    },
    broken: [
      [wrong.length > 0, `lists are not current: ${wrong.join('; ')}`],
      [median > MOST_REQUESTS, `an hour without a change cost more than ${MOST_REQUESTS} requests`],
    ],
  };
}
