import type { AddressInfo } from 'node:net';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import { type KeptLink, type KeptWorld, startKeptWorld } from './kept-links.js';
import { type StandInPlatform, startStandInPlatform } from './stand-in-platform.js';

export interface PlatformWorld {
  readonly world: KeptWorld;
  readonly platform: StandInPlatform;
  readonly link: KeptLink;
  readonly origin: string;
  /** The path of a link, or of the first one. */
  pathOf(path: string, link?: KeptLink): string;
  /** Sends a request to the platform of the first link, with the key that has every scope. */
  send(path: string, init?: RequestInit & { duplex?: 'half' }): Promise<Response>;
  close(): Promise<void>;
}

/** Budgets that a test does not reach. */
const AMPLE = {
  PLATFORM_REQUESTS_PER_SECOND: '5000',
  PLATFORM_REQUESTS_PER_MINUTE: '90000',
  PLATFORM_REQUESTS_BURST: '80000',
};

/** The API with a linked company, on a port, and a platform whose answers the test chooses. */
export async function startPlatformWorld(env: Record<string, string> = {}): Promise<PlatformWorld> {
  const platform = await startStandInPlatform();
  const world = await startKeptWorld({ ...AMPLE, SANDBOX_URL: platform.url, ...env });
  platform.forwardTo(world.sandbox.url);
  const link = await world.newLink();
  await world.app.app.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${(world.app.app.server.address() as AddressInfo).port}`;
  const pathOf = (path: string, { linkId } = link) =>
    `/platform/${encodeURIComponent(toGlobalId('CompanyLink', linkId))}/${path}`;
  return {
    world,
    platform,
    link,
    origin,
    pathOf,
    send: (path, { headers, ...init } = {}) =>
      fetch(`${origin}${pathOf(path)}`, {
        redirect: 'manual',
        ...init,
        headers: { authorization: `Bearer ${world.app.workspace.key}`, ...headers },
      }),
    close: async () => {
      await world.close();
      await platform.stop();
    },
  };
}
