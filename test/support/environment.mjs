import { join } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';
import { childrenFolder, endGroups } from './child-groups.mjs';
import { offerScript } from './scripts.mjs';

// A worker whose run was killed would wait for a test that hangs. To listen for the end of the channel to the run would
// keep the worker itself from ending.
const run = process.ppid;
setInterval(() => process.ppid === run || process.exit(1), 1000).unref();

/**
 * Jest's environment of Node. Fastify looks for the name of each plugin in all of `require.cache`, which costs 50 ms in
 * Jest; it asks for this symbol before that. Once a test file has run, whether it failed or not, the processes it left are killed. */
export default class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const part of ['packages', 'product']) offerScript(part, this.global, this.context);
    Object.defineProperty(this.global.Function.prototype, Symbol.for('fastify.display-name'), {
      value: 'plugin',
      writable: true,
    });
  }

  async teardown() {
    await super.teardown();
    const { TEST_FOLDER, JEST_WORKER_ID = '1' } = process.env;
    if (TEST_FOLDER !== undefined) endGroups(join(childrenFolder(TEST_FOLDER), JEST_WORKER_ID));
  }
}
