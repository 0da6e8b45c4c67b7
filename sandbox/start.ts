import { randomBytes } from 'node:crypto';
import { controlClient, type SandboxControl } from './control-client.js';
import { DEMO } from './demo.js';
import { Sandbox } from './sandbox.js';
import { createServer } from './server.js';

export interface StartOptions {
  /** 0, the default: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** The file in which the state survives a restart. Undefined: the state is in memory only. */
  readonly stateFile?: string;
  /** Default: a random key. */
  readonly controlKey?: string;
}

export interface RunningSandbox {
  /** The origin, without a slash at the end. It replaces the origin of every Sage URL. */
  readonly url: string;
  readonly control: SandboxControl;
  readonly demo: typeof DEMO;
  /** Closes open connections and stops the server. */
  stop(): Promise<void>;
}

/** Starts a sandbox in this process. Resolves when it accepts connections. */
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
      await sandbox.persist();
    },
  };
}
