import { at, type Family, IDLE, type Process, put, type Setting, type World } from './world.js';
import { recordFailure, store, storedOf } from './writes.js';

/** Something that may happen next. */
export interface Move {
  readonly name: string;
  readonly to: World;
}

/** A turn's own time matters up to the gate only. */
const PAST_THE_GATE = { elapsed: 0, settled: false, wait: 0, out: 0 };

/** What process `index` does next: one step, as the service takes them. */
export function processMoves(world: World, index: number, setting: Setting): Move[] {
  const process = at(world.processes, index);
  const become = (name: string, change: Partial<Process>): Move[] => [
    { name: `${index} ${name}`, to: { ...world, processes: put(world.processes, index, change) } },
  ];
  switch (process.step) {
    case 'idle':
      return lease(world, index, setting);
    case 'settling':
      // Settling ends with a look into the spool: what lies there is stored first.
      if (process.wait > 0 || spoolStores(world, setting)) return [];
      return setting.rules.isUnmoved(process, storedOf(at(world.grants, process.grant)))
        ? become('has settled', { step: 'ready' })
        : become('sees that it moved', IDLE);
    case 'ready':
      return setting.rules.gateIsOpen(process.elapsed, process.settled, setting.timing)
        ? become('passes the gate', { step: 'gated', ...PAST_THE_GATE })
        : become('finds the gate shut', { step: 'answered', outcome: 'not-sent', ...PAST_THE_GATE });
    case 'gated':
      return become('sends', { step: 'sent' });
    case 'sent':
      return answers(world, index, setting);
    case 'served':
      return [receive(world, index, setting)];
    case 'answered':
      return [end(world, index, setting)].filter((move) => move.to !== world);
  }
}

const spoolStores = (world: World, { replay }: Setting): boolean =>
  world.spool.some(({ grant, rotation, token }) => {
    const header = { rotation, pairId: String(token), at: 0 };
    return replay(header, storedOf(at(world.grants, grant)), 0) === 'store';
  });

function lease(world: World, index: number, { rules, timing, rotations, turns }: Setting): Move[] {
  const number = world.grants.length - 1;
  const grant = at(world.grants, number);
  const free = grant.leaseLeft === null || rules.leaseIsFree(grant.leaseLeft, timing);
  const isLast = grant.rotation >= rotations || grant.generation >= turns;
  const due = grant.state === 'ACTIVE' || (grant.state === 'DEAUTHORIZED' && grant.refused);
  if (!due || !free || isLast) return [];
  const { rotation, token } = grant;
  const [generation, pendingPresentations] = [grant.generation + 1, grant.pendingPresentations + 1];
  const attempt = { ...IDLE, grant: number, rotation, generation, pendingPresentations, token };
  const begun: Process = rules.mustSettle(attempt)
    ? { ...attempt, step: 'settling', wait: timing.settleMs, settled: true }
    : { ...attempt, step: 'ready' };
  const grants = put(world.grants, number, {
    generation,
    pendingPresentations,
    leaseLeft: rules.leaseMs(pendingPresentations, timing),
  });
  return [{ name: `${index} leases`, to: { ...world, grants, processes: put(world.processes, index, begun) } }];
}

/** The platform takes the request; or the request is lost, or the answer. */
function answers(world: World, index: number, setting: Setting): Move[] {
  const process = at(world.processes, index);
  const { outcome, got, family } = present(at(world.families, process.grant), process.token, setting);
  const families = (change: Partial<Family>) => put(world.families, process.grant, { ...family, ...change });
  const served = (change: Partial<Process>) => put(world.processes, index, { step: 'served', ...change });
  const moves: Move[] = [
    {
      name: `platform answers ${index}: ${outcome}`,
      to: { ...world, families: families({}), processes: served({ outcome, got }) },
    },
  ];
  if (world.faults === 0) return moves;
  const unknown = served({ outcome: 'unknown' });
  const faults = world.faults - 1;
  moves.push({ name: `request of ${index} is lost`, to: { ...world, faults, processes: unknown } });
  if (setting.rechecks && outcome === 'tokens') {
    const refused = served({ outcome: 'invalid-grant', refusedFalsely: true });
    moves.push({ name: `platform refuses ${index} falsely`, to: { ...world, faults, processes: refused } });
  }
  const excuse = outcome === 'tokens' ? 'answer lost' : family.excuse;
  moves.push({
    name: `answer to ${index} is lost`,
    to: { ...world, faults, families: families({ excuse }), processes: unknown },
  });
  return moves;
}

export function present(family: Family, token: number, { server }: Setting) {
  if (!family.dead && family.live === token) {
    return { outcome: 'tokens' as const, got: token + 1, family: { ...family, live: token + 1 } };
  }
  const dead = family.dead || server === 'revoke-family';
  return { outcome: 'invalid-grant' as const, got: 0, family: { ...family, dead } };
}

/** In one tick: the answer is heard, and a pair is in the spool. */
function receive(world: World, index: number, setting: Setting): Move {
  const process = at(world.processes, index);
  const outcome = setting.heard(process.outcome ?? 'unknown', process.out);
  const { grant, rotation, got: token } = process;
  const spooled = outcome === 'tokens' && setting.spools;
  const spool = spooled ? [...world.spool, { grant, rotation, token }] : world.spool;
  const processes = put(world.processes, index, { step: 'answered', outcome });
  return { name: `${index} hears ${outcome}`, to: { ...world, spool, processes } };
}

/** The end of a turn, one statement; the same world where a pair has to wait. */
export function end(world: World, index: number, setting: Setting): Move {
  const process = at(world.processes, index);
  if (process.outcome !== 'tokens')
    return { name: `${index} records its failure`, to: recordFailure(world, index, setting) };
  const tried = store(world, { ...process, token: process.got }, setting);
  const name = `${index} stores: ${tried.left}`;
  if (tried.left === 'again') return { name, to: world };
  return { name, to: { ...tried.world, processes: put(tried.world.processes, index, IDLE) } };
}
