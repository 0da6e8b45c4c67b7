/** `npm run bench`: see README.md in this folder. */
import { growthParts, runGrowth } from './growth/run.mjs';
import { prepare } from './prepare.mjs';

const parts = growthParts(process.argv.slice(2));
if (parts !== undefined) process.exit(await runGrowth(parts));

prepare();
const { HELP, readOptions } = await import('./options.mjs');
const { setUp } = await import('./data/setup.mjs');
const { stopAll } = await import('./measure/server.mjs');
const { compare } = await import('./compare.mjs');
const { profile } = await import('./profile.mjs');

const options = readOptions(process.argv.slice(2));
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

/** The exit code when a target was missed. An error exits 1. */
const EXIT_MISSED = 2;

let setup;
/** Ends the servers and PostgreSQL and removes the temporary folder, after errors too. */
async function cleanUp() {
  await stopAll();
  await setup?.tearDown();
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => cleanUp().finally(() => process.exit(130)));
}

try {
  process.stderr.write('starting PostgreSQL and loading the data\n');
  setup = await setUp(options.query);
  if (options.profile) await profile(setup, options);
  else if (!(await compare(setup, options))) process.exitCode = EXIT_MISSED;
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
