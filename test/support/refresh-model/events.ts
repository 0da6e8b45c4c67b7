import { type Move, present } from './steps.js';
import { at, IDLE, NEW_FAMILY, NEW_GRANT, put, type Setting, type World } from './world.js';
import { revoke, store, storedOf } from './writes.js';

/** What happens without any process wanting it. */
export function eventMoves(world: World, setting: Setting): Move[] {
  const moves = [...tick(world, setting), ...replay(world, setting), ...orphans(world, setting)];
  return world.faults === 0 ? moves : [...moves, ...kills(world), ...cuts(world), ...failover(world)];
}

/** Time passes, unless a process would then be slower than this world allows. */
function tick(world: World, { slowest, heardUntil, timing }: Setting): Move[] {
  const longest = Number.isFinite(slowest) ? slowest : heardUntil;
  const isOut = (step: string) => ['gated', 'sent', 'served', 'answered'].includes(step);
  const slow = world.processes.some(({ step, out }) => isOut(step) && out >= slowest);
  if (slow || world.orphans.some(({ out }) => out >= slowest)) return [];
  const more = (value: number, most: number) => Math.min(value + 1, most);
  const to: World = {
    ...world,
    grants: world.grants.map((grant) => ({
      ...grant,
      leaseLeft: grant.leaseLeft === null ? null : Math.max(grant.leaseLeft - 1, -1),
    })),
    processes: world.processes.map((process) =>
      process.step === 'idle'
        ? process
        : {
            ...process,
            elapsed: isOut(process.step) ? 0 : more(process.elapsed, timing.gateMs + timing.settleMs + 1),
            wait: Math.max(process.wait - 1, 0),
            out: isOut(process.step) ? more(process.out, longest) : 0,
          },
    ),
    orphans: world.orphans.map((orphan) => ({ ...orphan, out: more(orphan.out, longest) })),
  };
  return [{ name: 'tick', to }];
}

/** Any process, at any time. */
export function replay(world: World, setting: Setting): Move[] {
  return world.spool.flatMap((entry, index): Move[] => {
    const now = storedOf(at(world.grants, entry.grant));
    const header = { rotation: entry.rotation, pairId: String(entry.token), at: 0 };
    const rest = world.spool.filter((_, other) => other !== index);
    switch (setting.replay(header, now, 0)) {
      case 'keep':
        return [];
      case 'forget':
        return [{ name: 'spool forgets', to: { ...world, spool: rest } }];
      case 'revoke':
        return [{ name: 'spool revokes', to: { ...revoke(world, entry), spool: rest } }];
      case 'store': {
        const tried = store(world, { ...entry, generation: -1 }, setting);
        return tried.world === world ? [] : [{ name: 'spool stores', to: tried.world }];
      }
      default:
        return [];
    }
  });
}

/** A request outlives its process: its answer is lost. */
function orphans(world: World, setting: Setting): Move[] {
  return world.orphans.flatMap(({ grant, token }, index) => {
    const rest = world.orphans.filter((_, other) => other !== index);
    const { family, outcome } = present(at(world.families, grant), token, setting);
    const excuse = outcome === 'tokens' ? 'answer to a killed process' : family.excuse;
    const families = put(world.families, grant, { ...family, excuse });
    return [
      { name: 'orphan arrives', to: { ...world, orphans: rest, families } },
      { name: 'orphan is lost', to: { ...world, orphans: rest } },
    ];
  });
}

function kills(world: World): Move[] {
  return world.processes.flatMap((process, index) => {
    if (process.step === 'idle') return [];
    const { step, grant, token, out, outcome } = process;
    const orphan = step === 'sent' ? [{ grant, token, out }] : [];
    const excused = step === 'served' && outcome === 'tokens' ? { excuse: 'answer to a killed process' } : {};
    const to: World = {
      ...world,
      faults: world.faults - 1,
      processes: put(world.processes, index, IDLE),
      orphans: [...world.orphans, ...orphan],
      families: put(world.families, grant, excused),
    };
    return [{ name: `${index} is killed`, to }];
  });
}

/** Unlinking takes the pair out and revokes it; relinking makes another grant as well. */
function cuts(world: World): Move[] {
  const number = world.grants.length - 1;
  const grant = at(world.grants, number);
  if (grant.state === 'ENDED' || number > 0) return [];
  const ended = revoke(
    {
      ...world,
      faults: world.faults - 1,
      grants: put(world.grants, number, { state: 'ENDED', leaseLeft: null, before: null }),
    },
    { grant: number, token: grant.token },
  );
  const relinked = {
    ...ended,
    grants: [...ended.grants, NEW_GRANT],
    families: [...ended.families, NEW_FAMILY],
  };
  return [
    { name: 'unlink', to: ended },
    { name: 'relink', to: relinked },
  ];
}

/** The database forgets the last store. (One that forgets a lease may cost a link: docs/operations.md.) */
function failover(world: World): Move[] {
  return world.grants.flatMap((grant, index) => {
    if (grant.before === null || grant.before.generation !== grant.generation) return [];
    const grants = world.grants.map((one, other) => (other === index && one.before ? one.before : one));
    return [{ name: 'failover', to: { ...world, faults: world.faults - 1, grants } }];
  });
}
