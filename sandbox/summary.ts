import type { RunningSandbox } from './start.js';
import { USERS } from './world/users.js';

/** The `--json` output: one line for programs. */
export function readyLine({ url, control, demo }: RunningSandbox): string {
  return JSON.stringify({ url, controlKey: control.key, demo });
}

/** The text output for people. */
export function summary({ url, control, demo }: RunningSandbox, stateFile: string | undefined): string {
  const width = Math.max(...USERS.map(({ key }) => key.length));
  const users = USERS.map(({ key, description }) => `  ${key.padEnd(width)}  ${description}`).join('\n');
  return `A stand-in for Sage, for tests: ${url}

Keys to save (any http://localhost:<port>/oauth/callback is registered)
  v3.1  client id ${demo.v31.clientId}, client secret ${demo.v31.clientSecret}
  v3.0  client id ${demo.v30.clientId}, client secret ${demo.v30.clientSecret},
        signing secret ${demo.v30.signingSecret}, subscription key ${demo.v30.subscriptionKey}

Users to sign in as
${users}

Control API   ${url}/control (this machine only), key ${control.key}
State         ${stateFile ?? 'in memory; SANDBOX_STATE=<file> keeps it'}
More          sandbox/README.md
`;
}
