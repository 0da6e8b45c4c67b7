import { CONTESTANTS, requestsOf, worksByStart } from './contestants.mjs';
import { sendOperation } from './measure/send-operation.mjs';
import { startServer } from './measure/server.mjs';
import { statementsPerRequest } from './measure/statements.mjs';
import { BENCH } from './place.mjs';

const COUNTING = ['--import', `${BENCH}measure/count-statements.mjs`];

/**
 * Before the measurement, checks each server once: whether it answers the same values as the first one, the size of the
 * answer in bytes, and the number of statements. Throws on the first difference.
 */
export async function checkAnswers(setup, names, works) {
  const facts = {};
  const expected = {};
  async function check(server, work) {
    const { name } = server;
    const [request] = requestsOf(name, work, setup);
    const send = () => sendOperation(server.url, request);
    const answer = await send();
    const seen = canonical(CONTESTANTS[name].answer?.(answer, work) ?? answer);
    expected[work] ??= seen;
    if (work !== 'save' && seen !== expected[work]) throw new Error(difference(name, work, seen, expected[work]));
    const statements = await statementsPerRequest(server, send);
    facts[`${name} ${work}`] = { bytes: Buffer.byteLength(JSON.stringify(answer)), statements };
  }
  for (const name of names.filter((one) => CONTESTANTS[one].file)) {
    for (const group of worksByStart(works.filter((one) => CONTESTANTS[name].works.includes(one)))) {
      const server = await startServer(name, setup, { nodeArgs: COUNTING, work: group[0] });
      try {
        for (const work of group) await check(server, work);
      } finally {
        await server.stop();
      }
    }
  }
  return facts;
}

/** Sorts members by name and writes timestamps in one notation. */
function canonical(value) {
  return JSON.stringify(value, (_name, inner) => {
    if (typeof inner === 'string' && /^\d{4}-\d\d-\d\dT\d\d:/.test(inner)) return new Date(inner).toISOString();
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function difference(name, work, seen, expected) {
  const at = [...expected].findIndex((letter, index) => letter !== seen[index]);
  const around = (text) => text.slice(Math.max(0, at - 100), at + 100);
  return `${name} answers ${work} differently:\n  ${around(seen)}\ninstead of\n  ${around(expected)}`;
}
