import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTESTANTS, WORKS } from './contestants.mjs';

export const HELP = `npm run bench [-- options]

  --quick               one short round, small sizes, no memory run: to see that it works
  --rounds <n>          how often all contestants are measured in turn (3)
  --seconds <n>         of load per contestant, work and round (8)
  --connections <n>     that the load generator keeps open (16)
  --contestants a,b     only these of: ${Object.keys(CONTESTANTS).join(', ')}
  --works a,b           only these of: ${Object.keys(WORKS).join(', ')}
  --query <file>        another dashboard query than test/support/dashboard.graphql
  --growth <sizes>      of the growing database: none, small or full (full)
  --memory <seconds>    length of the memory run (60; 0: none)
  --pulls <records>     of the first pull of a company (20000; 0: none)
  --growth              alone: a million companies, and several processes; or one of the two: companies, processes
  --profile             no comparison: where our own processor time goes, the ten hottest functions per work
`;

/** The defaults. */
const FULL = { rounds: 3, seconds: 8, memorySeconds: 60, pulls: 20_000 };

const list = (text, known) => {
  const names = text?.split(',') ?? known;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}; known: ${known.join(', ')}`);
  return known.filter((name) => names.includes(name));
};

export function readOptions(args) {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  const { values } = parseArgs({
    args,
    options: {
      rounds: text,
      seconds: text,
      connections: text,
      contestants: text,
      works: text,
      query: text,
      memory: text,
      pulls: text,
      growth: text,
      quick: flag,
      profile: flag,
      help: flag,
    },
  });
  const number = (given, usual) => {
    const value = given === undefined ? usual : Number(given);
    if (Number.isFinite(value) && value >= 0) return value;
    throw new Error(`${given} is not a number`);
  };
  const { quick } = values;
  const options = {
    quick,
    help: values.help,
    profile: values.profile,
    rounds: number(values.rounds, quick ? 1 : FULL.rounds),
    seconds: number(values.seconds, quick ? 3 : FULL.seconds),
    // Lets V8 compile the code that runs often.
    warmUp: quick ? 2 : 3,
    connections: number(values.connections, 16),
    memorySeconds: number(values.memory, quick ? 0 : FULL.memorySeconds),
    pulls: number(values.pulls, quick ? 0 : FULL.pulls),
    growth: list(values.growth ?? (quick ? 'small' : 'full'), ['none', 'small', 'full'])[0],
    contestants: list(values.contestants, Object.keys(CONTESTANTS)),
    works: list(values.works, Object.keys(WORKS)),
    query: values.query === undefined ? undefined : resolve(values.query),
  };
  return { ...options, full: isFull(options) };
}

/** Whether the run is complete: only a complete run replaces the last results. */
function isFull({ rounds, seconds, memorySeconds, pulls, growth, contestants, works, query }) {
  const all = contestants.length === Object.keys(CONTESTANTS).length && works.length === Object.keys(WORKS).length;
  const long =
    rounds >= FULL.rounds && seconds >= FULL.seconds && memorySeconds >= FULL.memorySeconds && pulls >= FULL.pulls;
  return all && long && growth === 'full' && query === undefined;
}
