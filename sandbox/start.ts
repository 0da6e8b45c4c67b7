import { randomBytes } from 'node:crypto';
import { controlClient, type SandboxControl } from './control-client.js';
import { DEMO } from './demo.js';
import { Sandbox } from './sandbox.js';
import { createServer } from './server.js';

export interface StartOptions {
  /** 0, the default: any free one. */
  readonly port?: number;
  readonly host?: string;
  /** Where the state outlives a restart; none: in memory. */
  readonly stateFile?: string;
  /** At random when not given. */
  readonly controlKey?: string;
}

export interface RunningSandbox {
  /** Its origin, without a slash at the end: what stands in the place of each of Sage's. */
  readonly url: string;
  readonly control: SandboxControl;
  readonly demo: typeof DEMO;
  /** Cuts what is under way. */
  stop(): Promise<void>;
}

/** Starts a sandbox in this process and answers once it listens. */
export async function startSandbox(options: StartOptions = {}): Promise<RunningSandbox> {
  const { port = 0, host = '127.0.0.1', stateFile } = options;
  const controlKey = options.controlKey ?? randomBytes(24).toString('base64url');
  const sandbox = await Sandbox.open(stateFile, controlKey);
  const app = createServer(sandbox);
  const url = await app.listen({ port, host });
  return {
    url,
    control: controlClient(url, controlKey),
    demo: DEMO,
    async stop() {
      await app.close();
      await sandbox.saved();
    },
  };
}
