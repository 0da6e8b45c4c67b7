import { setTimeout as sleep } from 'node:timers/promises';
import { rssMb } from '../measure/process-usage.mjs';
import { startPulling } from './books.mjs';

const IDLE_MS = 3_000;
const MOST_MB = 64;
const MOST_DRIFT_MB = 5;
/** From so many records on, memory may not grow any more. */
const SETTLED_RECORDS = 10_000;

/** Lists of several links are pulled at the same time, two of each link. */
export async function measure(context) {
  const { records, links } = context.options;
  const pulling = await startPulling(context, 'memory');
  for (let link = 0; link < links; link += 1) await pulling.newLink(records / links);
  const fleet = await pulling.startProcesses(1);
  const { pid } = fleet.members[0].child;
  await sleep(IDLE_MS);
  const idleMb = rssMb(pid);
  const samples = [];
  let read = 0;
  let atOnce = 0;
  const timer = setInterval(() => samples.push({ read, mb: rssMb(pid) }), 50);
  await pulling.makeDue();
  await pulling.settle(async () => {
    const { rows } = await pulling.db.query(
      `SELECT coalesce(sum((counts->>'read')::int), 0)::int AS read, count(*) FILTER (WHERE lease_until > now())::int AS leased
         FROM ledgerlink.dataset`,
    );
    read = rows[0].read;
    atOnce = Math.max(atOnce, rows[0].leased);
  });
  clearInterval(timer);
  await fleet.end();
  const most = (of) => of.reduce((mb, sample) => Math.max(mb, sample.mb), 0);
  const early = most(samples.filter((sample) => sample.read <= Math.max(SETTLED_RECORDS, read / 4)));
  const all = most(samples);
  const wrong = await pulling.notCurrent();
  return {
    report: {
      ...{ records: await pulling.countRecords(), atOnce, idleMb: idleMb.toFixed(0) },
      ...{ addsMb: (all - idleMb).toFixed(0), growsMb: (all - early).toFixed(1) },
    },
    broken: [
      [wrong.length > 0, `lists are not current: ${wrong.join('; ')}`],
      [all - idleMb > MOST_MB, `the pull took more than ${MOST_MB} MB`],
      [all - early > MOST_DRIFT_MB, `memory grew by more than ${MOST_DRIFT_MB} MB with the number of records`],
    ],
  };
}
