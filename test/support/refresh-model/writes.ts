import { mayWrite } from '../../../src/tokens/grant/refresh.rules.js';
import { at, Broken, type Grant, IDLE, type Process, put, type Setting, type World } from './world.js';

/** The statements of the protocol on the model's database: what the repositories do, by the product's own rules. */

export const storedOf = ({ state, rotation, generation, token }: Grant) => ({
  state,
  rotation,
  generation,
  pairId: String(token),
});

interface Pair {
  readonly grant: number;
  readonly rotation: number;
  readonly generation: number;
  readonly token: number;
}

/** The world after the statement; `left` says what became of a pair that found no row. */
export function store(
  world: World,
  pair: Pair,
  { rules }: Setting,
): { world: World; left: 'stored' | 'again' | 'drop' } {
  const grant = at(world.grants, pair.grant);
  const attempt = { rotation: pair.rotation, generation: pair.generation, pendingPresentations: 0 };
  if (!mayWrite(rules.store, attempt, storedOf(grant))) {
    const left = rules.resolveUnstored(attempt, String(pair.token), storedOf(grant));
    return left === 'revoke' ? { world: revoke(world, pair), left: 'drop' } : { world, left };
  }
  if (pair.token <= grant.token) throw new Broken('an older pair was stored over a newer one');
  const stored: Partial<Grant> = {
    state: 'ACTIVE',
    rotation: grant.rotation + 1,
    token: pair.token,
    pendingPresentations: 0,
    reason: null,
    refused: false,
    leaseLeft: grant.generation === pair.generation ? null : grant.leaseLeft,
    before: { ...grant, before: null },
  };
  return { world: { ...world, grants: put(world.grants, pair.grant, stored) }, left: 'stored' };
}

/** The platform ends the consent if the token is its living one, else it does not care. */
export function revoke(world: World, { grant, token }: { grant: number; token: number }): World {
  const { live } = at(world.families, grant);
  return live === token ? { ...world, families: put(world.families, grant, { dead: true }) } : world;
}

export function recordFailure(world: World, index: number, { rules, rechecks = false }: Setting): World {
  const process = at(world.processes, index);
  const grant = at(world.grants, process.grant);
  const done: World = { ...world, processes: put(world.processes, index, IDLE) };
  const outcome = rules.decide(process, process.outcome ?? 'unknown');
  if (outcome.kind === 'store' || !mayWrite(rules.recordFailure, process, storedOf(grant))) return done;
  if (outcome.kind === 'give-back') {
    const pendingPresentations = Math.max(grant.pendingPresentations - (outcome.presented ? 0 : 1), 0);
    return { ...done, grants: put(world.grants, process.grant, { pendingPresentations, leaseLeft: null }) };
  }
  checkVerdict(world, process, outcome.reason);
  const lost: Partial<Grant> = {
    state: 'DEAUTHORIZED',
    reason: outcome.reason,
    leaseLeft: null,
    refused: rechecks && grant.state === 'ACTIVE',
  };
  return { ...done, grants: put(world.grants, process.grant, lost) };
}

function checkVerdict(world: World, process: Process, reason: string): void {
  if (process.outcome !== 'invalid-grant') throw new Broken('an outage deauthorized a link');
  const family = at(world.families, process.grant);
  const grant = at(world.grants, process.grant);
  if (process.refusedFalsely) return;
  if (!family.dead && family.live === grant.token)
    throw new Broken('a link was deauthorized that holds the living token');
  // No consent is withdrawn in this world: a refused token was spent by us.
  if (reason !== 'ROTATION_ANSWER_LOST') throw new Broken(`a lost answer is reported as ${reason}`);
}
