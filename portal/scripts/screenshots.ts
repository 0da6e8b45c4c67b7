/**
 * Makes `docs/screenshots/*.png` for the documents: starts a new installation, sets it up and photographs it in
 * Chromium. Run with `npm run screenshots`. Needs `/usr/bin/chromium`, and a font such as fonts-noto-color-emoji for
 * the flags.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { LINKING_SCENES, type ScreenshotContext, type ScreenshotScene } from './linking.scenes.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'docs', 'screenshots');
const PORT = 4990;
const BASE = `http://localhost:${PORT}`;
const KEY = 'sage-business-cloud-accounting';

const fillFields = async (page: Page, keys: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(keys)) await page.locator(`input[name=${name}]`).fill(value);
};

/** Run in this order, because each scene needs data that the scenes before it create. */
const SCENES: readonly ScreenshotScene[] = [
  {
    name: 'sign-in',
    path: '/signed-out',
    height: 520,
    prepare: async (page) => page.getByRole('button', { name: 'Sign in' }).waitFor(),
  },
  {
    name: 'settings',
    path: `/integrations/${KEY}`,
    height: 1120,
    prepare: (page) => page.getByRole('button', { name: 'Save' }).waitFor(),
  },
  {
    name: 'faults',
    path: `/integrations/${KEY}`,
    height: 1000,
    prepare: async (page) => {
      await fillFields(page, { clientId: 'f1e2d3c4 b5a6', clientSecret: '' });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Client secret is empty').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'enable',
    path: `/integrations/${KEY}`,
    height: 640,
    prepare: async (page) => {
      await fillFields(page, { clientId: 'f1e2d3c4-b5a6', clientSecret: 'not-a-real-secret' });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'integrations',
    path: '/integrations',
    height: 420,
    prepare: async (page) => {
      await page.getByRole('switch').click();
      await page.getByText('is enabled').waitFor();
    },
  },
  {
    name: 'settings-dark',
    path: `/integrations/${KEY}`,
    height: 1120,
    dark: true,
    prepare: (page) => page.getByText('fingerprint').first().waitFor(),
  },
  {
    name: 'settings-phone',
    path: `/integrations/${KEY}`,
    height: 780,
    phone: true,
    prepare: (page) => page.getByText('fingerprint').first().waitFor(),
  },
  {
    name: 'api-keys',
    path: '/api-keys',
    height: 720,
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Create a key' }).click();
      await page.getByRole('button', { name: 'Create', exact: true }).waitFor();
    },
  },
  { name: 'audit', path: '/audit', height: 520, prepare: (page) => page.getByRole('row').nth(1).waitFor() },
  {
    name: 'playground',
    path: '/playground',
    height: 700,
    prepare: async (page) => {
      await page.locator('.graphiql-tab-button').nth(7).waitFor();
      await page.locator('.graphiql-query-editor .view-line', { hasText: 'ReadTheSettingsPage' }).waitFor();
      await page.getByRole('button', { name: /execute/i }).click();
      await page.locator('.result-window', { hasText: 'Sage Business Cloud Accounting' }).waitFor();
    },
  },
];

async function start(dataDir: string): Promise<ChildProcess> {
  const env = {
    PATH: process.env.PATH ?? '',
    DATA_DIR: dataDir,
    PORT: String(PORT),
    SANDBOX: 'on',
    SANDBOX_PORT: String(PORT + 1),
  };
  const server = spawn(process.execPath, ['ledgerlink.mjs', 'start'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 2],
  });
  for (let waited = 0; waited < 600; waited++) {
    if (
      await fetch(`${BASE}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return server;
    if (server.exitCode !== null) throw new Error('the server did not start');
    await sleep(100);
  }
  throw new Error('the server is not ready after a minute');
}

const contextFor = (key: string): ScreenshotContext => ({
  baseUrl: BASE,
  runOperation: async (query, variables) => {
    const response = await fetch(`${BASE}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data } = (await response.json()) as {
      data: Awaited<ReturnType<ScreenshotContext['runOperation']>>;
    };
    return data;
  },
});

async function takeScreenshots(key: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  for (const { name, path, height, dark, phone, prepare } of [...SCENES, ...LINKING_SCENES]) {
    const context = await browser.newContext({
      viewport: { width: phone ? 390 : 1200, height },
      colorScheme: dark ? 'dark' : 'light',
      locale: 'en-GB',
      timezoneId: 'Europe/London',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(path === '/signed-out' ? BASE : `${BASE}${path}#key=${key}`);
    await prepare(page, contextFor(key));
    // The stream of events keeps the network from being idle.
    await page.waitForTimeout(1_000);
    await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
    await context.close();
  }
  await browser.close();
}

const dataDir = mkdtempSync(join(tmpdir(), 'ledgerlink-screenshots-'));
mkdirSync(FOLDER, { recursive: true });
const server = await start(dataDir);
try {
  await takeScreenshots(readFileSync(join(dataDir, 'api-key'), 'utf8').trim());
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(dataDir, { recursive: true, force: true });
}
