import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../place.mjs';

const ACCESS_SECONDS = 2;
const PAGE = 5_000;
/** The shares of requests that are answered with a 500 before the token is spent, and after it. */
const BEFORE = 0.02;
const AFTER = 0.01;

/** Starts the sandbox as a process: strict, or accepting a repeated token for 30 s. */
export async function startPlatform({ lenient, kills, accessSeconds = ACCESS_SECONDS }) {
  const child = spawn(process.execPath, [join(ROOT, 'dist/sandbox/main.js'), '--json', '--with-parent'], {
    env: { SANDBOX_PORT: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [text] = await once(createInterface({ input: child.stdout }), 'line');
  const { url, controlKey } = JSON.parse(text);
  const { controlClient } = await import('../../dist/sandbox/control-client.js');
  const control = controlClient(url, controlKey);
  await control.patch('/settings', {
    accessTokenSeconds: accessSeconds,
    rotationMode: lenient ? 'lenient' : 'strict',
  });
  return {
    url,
    control,
    /**
     * A lenient run has no faults, because it counts one rotation per expiry. A run without kills loses no answers,
     * because a strict platform that loses an answer always loses the link.
     */
    async beginFaults(clientId) {
      if (lenient) return;
      const fault = { endpoint: 'refresh', kind: 'status', status: 500, clientId };
      await control.post('/faults', { ...fault, when: 'before', probability: BEFORE });
      if (kills > 0) await control.post('/faults', { ...fault, when: 'after', probability: AFTER });
    },
    endFaults: () => control.delete('/faults'),
    async events() {
      const all = [];
      for (let after = 0; ; ) {
        const page = await control.get(`/events?after=${after}&limit=${PAGE}`);
        if (page.dropped > 0) throw new Error('the platform has forgotten events');
        all.push(...page.events);
        if (page.events.length === 0) return all;
        after = page.next;
      }
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
