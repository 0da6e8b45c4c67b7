import 'reflect-metadata';
import { Command } from 'commander';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema } from './api/schema.js';
import { addApiKeyCommands } from './cli/api-key.commands.js';
import { distribute } from './cli/distribute.js';
import { doctor } from './cli/doctor.js';
import { withDatabase } from './cli/operator.js';
import { print } from './cli/output.js';
import { revertWhenConfirmed } from './cli/revert.js';
import { addWorkspaceCommands } from './cli/workspace.commands.js';
import { allSlices } from './composition/composition.js';
import { EXIT } from './infra/process/shutdown.js';
import { generateKeyEntry } from './infra/secrets/key-ring.js';
import { exitWith } from './start/exit.js';
import { connect, migrationSource, prepareByCommand } from './start/start-up.js';

const program = new Command('ledgerlink')
  .description('Operator commands. They use the same environment as the server; see docs/operations.md.')
  .option('--json', 'answer as one JSON object on stdout')
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
const json = (): boolean => program.opts<{ json?: boolean }>().json === true;

program
  .command('migrate')
  .description('bring the database to the state of this build')
  .action(() =>
    withDatabase(async ({ config, urls }) => {
      const source = await connect(migrationSource(urls));
      const { applied } = await prepareByCommand(config, urls, source).finally(() => source.destroy());
      print(json(), { applied }, applied.length === 0 ? 'Nothing to do.' : `Applied: ${applied.join(', ')}`);
    }),
  );

program
  .command('migrate:revert')
  .description('take the newest migration back; says what would be lost, and asks')
  .option('--yes', 'do it without asking')
  .action(({ yes }: { yes?: boolean }) =>
    withDatabase(async ({ urls }) => {
      const source = await connect(migrationSource(urls));
      const name = await revertWhenConfirmed(source, yes === true).finally(() => source.destroy());
      print(json(), { reverted: name ?? null }, name === undefined ? 'Nothing to do.' : `Taken back: ${name}`);
    }),
  );

program
  .command('db')
  .description('the database')
  .command('distribute')
  .description(
    'distribute the tables over the nodes of a Citus cluster, by workspace; what is distributed stays as it is',
  )
  .action(() =>
    withDatabase(async ({ urls }) => {
      const source = await connect(migrationSource(urls));
      const distributed = await distribute(source).finally(() => source.destroy());
      const text = distributed.length === 0 ? 'Nothing to do.' : `Distributed: ${distributed.join(', ')}`;
      print(json(), { distributed }, text);
    }),
  );

addWorkspaceCommands(program, json);
addApiKeyCommands(program, json);

program
  .command('keys')
  .description('encryption keys')
  .command('generate')
  .description('print a new entry for ENCRYPTION_KEYS; put it first to seal with it, keep the old ones behind it')
  .action(() => {
    const entry = generateKeyEntry(new Date().toISOString().slice(0, 10));
    print(json(), { entry }, entry);
  });

program
  .command('schema')
  .description('print the GraphQL schema')
  .action(async () => {
    const schema = await createSchema(allSlices);
    process.stdout.write(`${printSchema(lexicographicSortSchema(schema))}\n`);
  });

program
  .command('doctor')
  .description('what is configured, what is missing, what would fail; exits 1 when something would')
  .action(async () => {
    const findings = await doctor();
    const failed = findings.filter(({ state }) => state === 'fails');
    const text = findings.map(({ state, what, detail }) => `${state.padEnd(6)} ${what}: ${detail}`).join('\n');
    print(json(), { ok: failed.length === 0, findings }, text);
    process.exitCode = failed.length === 0 ? EXIT.ok : EXIT.failed;
  });

program.parseAsync().catch(exitWith);
