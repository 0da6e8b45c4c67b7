import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import { Settings, SettingsChange } from '../state/settings.js';
import { parseInput } from './control-input.js';

const Advance = z.strictObject({ advanceSeconds: z.number().min(-1e9).max(1e9) });

export function settingsControl(app: FastifyInstance, sandbox: Sandbox): void {
  const { state } = sandbox;
  const clock = () => ({
    now: new Date(sandbox.now()).toISOString(),
    offsetSeconds: state.clockOffsetMs / 1_000,
  });

  app.get('/settings', async () => state.settings);

  app.patch('/settings', async ({ body }) => {
    // Drop the defaults that the schema adds, so that settings which are not sent keep their values.
    const named = Object.keys((body as object | undefined) ?? {});
    const change = Object.entries(parseInput(SettingsChange, body)).filter(([name]) => named.includes(name));
    state.settings = Settings.parse({ ...state.settings, ...Object.fromEntries(change) });
    await sandbox.persist();
    return state.settings;
  });

  app.get('/clock', async () => clock());

  app.post('/clock', async ({ body }) => {
    state.clockOffsetMs += parseInput(Advance, body).advanceSeconds * 1_000;
    await sandbox.persist();
    return clock();
  });

  app.post('/reset', async () => {
    await sandbox.reset();
    return { reset: true };
  });
}
