import { cpuMs, postgresUsage, rssMb } from '../measure/process-usage.mjs';
import { readRequest, startPulling } from './books.mjs';

const MOST_TIMES = 2;
const IDLE_MS = 3_000;

/** A first pull beside a loop that reads the same pages one after the other and stores each as it came. */
export async function measure(context) {
  const pulling = await startPulling(context, 'first');
  const link = await pulling.newLink(context.options.records);
  const fleet = await pulling.startProcesses(1);
  const { pid } = fleet.members[0].child;
  await new Promise((wake) => setTimeout(wake, IDLE_MS));
  const idleMb = rssMb(pid);
  let mostMb = idleMb;
  const postgres = postgresUsage(context.cluster.postmaster);
  const [cpuBefore, databaseBefore] = [cpuMs(pid), postgres.cpuMs()];
  const timer = setInterval(() => {
    mostMb = Math.max(mostMb, rssMb(pid));
  }, 100);
  await pulling.makeDue();
  await pulling.settle();
  clearInterval(timer);
  const cpuSeconds = (cpuMs(pid) - cpuBefore) / 1_000;
  const databaseSeconds = (postgres.cpuMs() - databaseBefore) / 1_000;
  const { requests } = await pulling.requestsAfter();
  const { rows } = await pulling.db.query('SELECT max(last_complete_at) AS ended FROM ledgerlink.dataset');
  const seconds = (rows[0].ended.getTime() - requests[0].arrivedAt) / 1_000;
  const [records, wrong] = [await pulling.countRecords(), await pulling.notCurrent()];
  await fleet.end();
  const pages = requests.filter((request) => readRequest(pulling.sandbox, request).list !== undefined);
  const bare = await readBare(pulling, link, pages);
  const times = seconds / bare.seconds;
  return {
    report: {
      ...{ records, requests: pages.length, seconds: seconds.toFixed(1), perSecond: (records / seconds).toFixed(0) },
      ...{
        bareSeconds: bare.seconds.toFixed(1),
        times: times.toFixed(2),
        pageKb: (bare.bytes / pages.length / 1_000).toFixed(0),
      },
      ...{
        cpuSeconds: cpuSeconds.toFixed(1),
        databaseSeconds: databaseSeconds.toFixed(1),
        idleMb: idleMb.toFixed(0),
        addsMb: (mostMb - idleMb).toFixed(0),
      },
    },
    broken: [
      [wrong.length > 0, `lists are not current: ${wrong.join('; ')}`],
      [records < context.options.records, 'fewer records than asked for were pulled'],
      [times > MOST_TIMES, `the pull took more than ${MOST_TIMES}× the time of the bare loop`],
    ],
  };
}

async function readBare({ db, sandbox }, { headers }, requests) {
  await db.query('CREATE TABLE IF NOT EXISTS public.bare_page (body jsonb NOT NULL)');
  const began = performance.now();
  let bytes = 0;
  for (const { url } of requests) {
    const text = await (await fetch(new URL(url, sandbox.url), { headers })).text();
    bytes += text.length;
    await db.query({ name: 'bare', text: 'INSERT INTO public.bare_page (body) VALUES ($1)', values: [text] });
  }
  return { seconds: (performance.now() - began) / 1_000, bytes };
}
