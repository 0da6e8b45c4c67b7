import { eventMoves, replay } from './events.js';
import { end, type Move, processMoves } from './steps.js';
import { at, Broken, type Family, firstWorld, type Grant, type Process, type Setting, type World } from './world.js';

export interface Explored {
  readonly states: number;
  /** States at rest, in which the link was looked at. */
  readonly atRest: number;
  readonly lostWithExcuse: number;
  readonly broken: { readonly what: string; readonly trace: readonly string[] } | null;
}

/**
 * Every world that can be reached, each once, those of fewest steps first. Stops at the first that must not be; where
 * `sought` names a promise, at the first that breaks this one.
 */
export function explore(setting: Setting, sought?: string): Explored {
  const first = firstWorld(setting.faults);
  const cameFrom = new Map<string, { from: string; name: string } | null>([[keyOf(first), null]]);
  const open: { readonly world: World; readonly from: string }[] = [{ world: first, from: keyOf(first) }];
  const counts = { atRest: 0, lostWithExcuse: 0 };
  for (const { world, from } of open) {
    try {
      const rest = lookAtRest(world, setting);
      if (rest !== 'busy') counts.atRest++;
      if (rest === 'lost') counts.lostWithExcuse++;
      for (const { name, to } of movesOf(world, setting)) {
        const key = keyOf(to);
        if (cameFrom.has(key)) continue;
        cameFrom.set(key, { from, name });
        open.push({ world: to, from: key });
      }
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      if (sought !== undefined && error.message !== sought) continue;
      const trace: string[] = [];
      for (let key = from, step = cameFrom.get(key); step; key = step.from, step = cameFrom.get(key))
        trace.unshift(step.name);
      return { states: cameFrom.size, ...counts, broken: { what: error.message, trace } };
    }
  }
  return { states: cameFrom.size, ...counts, broken: null };
}

/**
 * Numbers parts of a world: equal parts get the same number. Most parts of a world are objects of the world before it,
 * whose numbers are known.
 */
function numbering<Part extends object>(describe: (part: Part) => string): (part: Part) => number {
  const byObject = new WeakMap<Part, number>();
  const byText = new Map<string, number>();
  return (part) => {
    const known = byObject.get(part);
    if (known !== undefined) return known;
    const text = describe(part);
    const number = byText.get(text) ?? byText.size;
    byText.set(text, number);
    byObject.set(part, number);
    return number;
  };
}

const grantNumber = numbering((one: Grant): string => {
  const { state, rotation, generation, token, pendingPresentations, leaseLeft, refused, before } = one;
  return `${state} ${rotation} ${generation} ${token} ${pendingPresentations} ${leaseLeft} ${refused} ${before === null ? '' : grantNumber(before)}`;
});
const processNumber = numbering((one: Process): string =>
  one.step === 'idle'
    ? ''
    : `${one.step} ${one.grant} ${one.rotation} ${one.generation} ${one.pendingPresentations} ${one.token} ${one.elapsed} ${one.settled} ${one.wait} ${one.out} ${one.outcome} ${one.refusedFalsely} ${one.got}`,
);
const familyNumber = numbering(({ live, dead, excuse }: Family) => `${live} ${dead} ${excuse !== null}`);
const spooledNumber = numbering(
  ({ grant, rotation, token }: World['spool'][number]) => `${grant} ${rotation} ${token}`,
);
const orphanNumber = numbering(({ grant, token, out }: World['orphans'][number]) => `${grant} ${token} ${out}`);

/** Worlds that differ in names alone are one: which process is which, and in what order a spool is read. */
const keyOf = ({ grants, families, processes, spool, orphans, faults }: World): string =>
  `${grants.map(grantNumber)};${families.map(familyNumber)};${processes.map(processNumber).sort()};${spool.map(spooledNumber).sort()};${orphans.map(orphanNumber).sort()};${faults}`;

const movesOf = (world: World, setting: Setting): Move[] => [
  ...world.processes.flatMap((_, index) => processMoves(world, index, setting)),
  ...eventMoves(world, setting),
];

/** Where no process is busy: the spool and waiting stores run to their end, and then every grant must be as promised. */
function lookAtRest(world: World, setting: Setting): 'busy' | 'alive' | 'lost' {
  const waits = ({ step, outcome }: { step: string; outcome: string | null }) =>
    step === 'idle' || (step === 'answered' && outcome === 'tokens');
  if (world.orphans.length > 0 || !world.processes.every(waits)) return 'busy';
  const final = playedOut(world, setting);
  let lost = false;
  for (const [index, grant] of final.grants.entries()) {
    const family = at(final.families, index);
    if (grant.state === 'ENDED') {
      if (!family.dead && family.excuse === null) throw new Broken('tokens of an ended grant live on');
      continue;
    }
    // A recheck is still to come where the grant was refused once.
    const known = grant.state === 'ACTIVE' || grant.refused;
    const alive = known && !family.dead && family.live === grant.token;
    if (!alive && family.excuse === null) throw new Broken('a link was lost without an excuse');
    lost ||= !alive;
  }
  return lost ? 'lost' : 'alive';
}

function playedOut(world: World, setting: Setting): World {
  for (let now = world; ; ) {
    const busy = now.processes.findIndex(({ step }) => step === 'answered');
    const stored = busy < 0 ? undefined : end(now, busy, setting).to;
    const next = stored === undefined || stored === now ? replay(now, setting)[0]?.to : stored;
    if (next === undefined || next === now) return now;
    now = next;
  }
}
