import { drive } from './drive.mjs';
import { loadFor } from './load-for.mjs';
import { median } from './numbers.mjs';
import { startServer } from './server.mjs';

/** Our resident memory under the dashboard's load: at the end, and the medians of the third and the last quarter. */
export async function measureMemory(setup, { connections, memorySeconds }, say) {
  const server = await startServer('ledgerlink', setup);
  try {
    const load = await loadFor('ledgerlink', 'dashboard', setup);
    const { samples, rssMb } = await drive({
      ...server,
      postgres: setup.postgres,
      connections,
      warmUp: 0,
      seconds: memorySeconds,
      ...load,
    });
    const quarter = (index) => samples.slice((samples.length * index) / 4, (samples.length * (index + 1)) / 4);
    const result = {
      seconds: memorySeconds,
      rssMb,
      thirdQuarterMb: median(quarter(2)),
      lastQuarterMb: median(quarter(3)),
    };
    say(`memory     ${rssMb.toFixed(0)} MB after ${memorySeconds} s of load`);
    return result;
  } finally {
    await server.stop();
  }
}
