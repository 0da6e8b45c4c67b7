import { setTimeout as sleep } from 'node:timers/promises';
import { connect, follow, happen, startFollowing } from './following.mjs';

const WRITERS = 4;

/** Streams while processes are killed and several writers commit events. */
export async function measure(context) {
  const { streams, processes, seconds, rate, kill } = context.options;
  const { fleet, workspaces } = await startFollowing(context, processes);
  const made = new Map(workspaces.map(({ id }) => [id, []]));
  const all = Array.from({ length: streams }, (_, place) => {
    const workspace = workspaces[place % workspaces.length];
    return { workspace, ...follow(fleet, workspace, place) };
  });
  await Promise.all(all.map(({ open }) => open));
  const end = performance.now() + seconds * 1000;
  const writing = Array.from({ length: WRITERS }, async () => {
    const db = await connect(context);
    while (performance.now() < end) {
      const { id } = workspaces[Math.floor(Math.random() * workspaces.length)];
      made.get(id).push(await happen(db, id));
      await sleep((1000 / rate) * WRITERS * 2 * Math.random());
    }
  });
  let kills = 0;
  for (; performance.now() < end; kills += 1) {
    await sleep(kill * (0.5 + Math.random()));
    await fleet.kill();
  }
  await Promise.all(writing);
  const events = [...made.values()].flat().length;
  const isWhole = ({ workspace, numbers }) => numbers.length >= made.get(workspace.id).length;
  for (let waited = 0; !all.every(isWhole) && waited < 60_000; waited += 100) await sleep(100);
  // What comes twice may come late.
  await sleep(1_000);
  let [gaps, repeats, received] = [0, 0, 0];
  for (const { workspace, numbers } of all) {
    received += numbers.length;
    repeats += numbers.filter((no, index) => index > 0 && no <= numbers[index - 1]).length;
    const got = new Set(numbers);
    gaps += made.get(workspace.id).filter((no) => !got.has(no)).length;
  }
  const connects = all.reduce((sum, stream) => sum + stream.connects(), 0);
  for (const stream of all) stream.close();
  return {
    report: { streams, processes, kills, events, received, gaps, repeats, reconnects: connects - streams },
    broken: [
      [gaps > 0, 'no event is left out'],
      [repeats > 0, 'no event comes twice'],
      [kills === 0 || connects === streams, 'processes were killed'],
    ],
  };
}
