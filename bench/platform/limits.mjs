import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../measure/numbers.mjs';
import { any, call, originOf } from './call.mjs';

/** Sage's own numbers, and what other clients report of a business. */
const LIMITS = { requestsPerSecond: 15, requestsAtOnce: 150, businessRequestsPerMinute: 100 };
const CALLERS = 8;

export const settings = ({ processes }) => ({
  PLATFORM_REQUESTS_AT_ONCE: String(Math.floor(LIMITS.requestsAtOnce / processes)),
});

/** Callers at all processes ask for more than an application may send, and one of each for more than one link may. */
export async function measure({ fleet, sandbox, clientId, key, links, seconds }) {
  await sandbox.control.patch('/settings', LIMITS);
  // An answer takes its time, so that requests are under way together.
  await sandbox.control.post('/faults', { endpoint: 'api', kind: 'hang', ms: 150, when: 'after' });
  const end = performance.now() + seconds * 1_000;
  const answers = {};
  const waits = [];
  const caller = async (place, link) => {
    while (performance.now() < end) {
      const began = performance.now();
      const headers = { authorization: `Bearer ${key}`, 'x-max-wait': '20' };
      const url = `${originOf(fleet, place)}/platform/${link()}/contacts?items_per_page=5`;
      const { status } = await call(url, { headers });
      answers[status] = (answers[status] ?? 0) + 1;
      waits.push(performance.now() - began);
      if (status === 429) await sleep(500);
    }
  };
  const callers = fleet.members.flatMap(({ place }) =>
    Array.from({ length: CALLERS }, (_, number) => caller(place, number === 0 ? () => links[0] : () => any(links))),
  );
  await Promise.all(callers);
  await sandbox.control.delete('/faults');
  const { counts } = await sandbox.control.get('/requests?limit=1');
  const application = counts.applications[clientId];
  const businesses = Object.values(counts.businesses);
  const sum = (field) => businesses.reduce((total, one) => total + one[field], application[field]);
  const [requests, refused, early] = [application.requests, sum('refused'), sum('early')];
  const used = (requests - refused) / (LIMITS.requestsPerSecond * seconds);
  const busiest = Math.max(...businesses.map((one) => one.requests)) / (seconds / 60);
  return {
    report: {
      ...{ requests, refused, early, mostAtOnce: application.mostAtOnce },
      refusedByApplication: application.refused,
      ...{ used: used.toFixed(3), busiestLinkPerMinute: busiest.toFixed(0) },
      ...{
        waitP95Ms: percentile(
          waits.sort((a, b) => a - b),
          0.95,
        ).toFixed(0),
        answers: JSON.stringify(answers),
      },
    },
    broken: [
      [refused > 0.005 * requests, 'more than 0.5 % of the requests were refused by the platform'],
      [early > 0, 'requests came before the end of Retry-After'],
      [used < 0.85, 'less than 85 % of the budget was used'],
    ],
  };
}
