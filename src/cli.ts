import 'reflect-metadata';
import { Command } from 'commander';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { doctor } from './cli/doctor.js';
import { type Operator, openOperator, withDatabase } from './cli/operator.js';
import { print, printTable } from './cli/output.js';
import { exitWith } from './platform/exit.js';
import { generateKeyEntry } from './platform/key-ring.js';
import { revertLast } from './platform/migrate.js';
import { EXIT } from './platform/shutdown.js';
import { createSchema } from './schema.js';
import { migrationSource, prepareDatabase } from './start-up.js';
import { SCOPES, type Scope } from './workspaces/api-key.rules.js';

const program = new Command('ledgerlink')
  .description('Operator commands. They use the same environment as the server; see README.md.')
  .option('--json', 'answer as one JSON object on stdout')
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
const json = (): boolean => program.opts<{ json?: boolean }>().json === true;

program
  .command('migrate')
  .description('bring the database to the state of this build')
  .action(() =>
    withDatabase(async ({ config, urls }) => {
      const source = await migrationSource(urls).initialize();
      const { applied } = await prepareDatabase(config, urls, source).finally(() => source.destroy());
      print(json(), { applied }, applied.length === 0 ? 'Nothing to do.' : `Applied: ${applied.join(', ')}`);
    }),
  );

program
  .command('migrate:revert')
  .description('take the newest migration back; what only it knew is lost')
  .action(() =>
    withDatabase(async ({ urls }) => {
      const source = await migrationSource(urls).initialize();
      await revertLast(source).finally(() => source.destroy());
      print(json(), { reverted: true }, 'The newest migration was taken back.');
    }),
  );

const workspace = program.command('workspace').description('workspaces');
workspace
  .command('create')
  .description('make a workspace and print its first API key, once')
  .requiredOption('--name <name>', 'what to call it')
  .action(({ name }: { name: string }) =>
    openOperator(async ({ workspaces, caller }) => {
      const made = await workspaces.create(caller(''), name);
      const answer = { workspaceId: made.workspace.id, name, apiKey: made.key };
      print(json(), answer, `Workspace ${made.workspace.id} (${name})\nAPI key, shown only now: ${made.key}`);
    }),
  );
workspace
  .command('list')
  .description('list workspaces')
  .action(() =>
    openOperator(async ({ workspaces }) => printTable(json(), 'workspaces', await workspaces.list())),
  );

const apiKey = program.command('api-key').description('API keys of a workspace');
apiKey
  .command('create')
  .description('make an API key and print it, once')
  .requiredOption('--name <name>', 'what to call it')
  .option('--workspace <id>', 'workspace id; may be left out while there is only one')
  .option('--scopes <list>', 'comma-separated; all when left out', SCOPES.join(','))
  .option('--expires-at <time>', 'ISO 8601; never when left out')
  .action((options: { name: string; workspace?: string; scopes: string; expiresAt?: string }) =>
    openOperator(async (operator) => {
      const caller = operator.caller(await workspaceId(operator, options.workspace));
      const expiresAt = options.expiresAt === undefined ? null : new Date(options.expiresAt);
      if (expiresAt !== null && Number.isNaN(expiresAt.getTime()))
        usage('--expires-at is not an ISO 8601 time');
      const wanted = { name: options.name, scopes: toScopes(options.scopes), expiresAt };
      const outcome = await operator.apiKeys.create(caller, new Set(SCOPES), wanted);
      if (outcome.kind === 'ScopeEscalation') usage(outcome.message);
      print(json(), { id: outcome.row.id, key: outcome.key }, `API key, shown only now: ${outcome.key}`);
    }),
  );
apiKey
  .command('revoke')
  .description('end an API key for good')
  .argument('<prefix>', 'the 8 characters after ll_, as `api-key list` shows them')
  .option('--workspace <id>', 'workspace id; may be left out while there is only one')
  .action((prefix: string, options: { workspace?: string }) =>
    openOperator(async (operator) => {
      const caller = operator.caller(await workspaceId(operator, options.workspace));
      const found = (await operator.apiKeys.list(caller)).find(
        (key) => key.prefix === prefix.replace(/^ll_/, ''),
      );
      if (found === undefined) usage('there is no API key with this prefix in the workspace');
      await operator.apiKeys.revoke(caller, found.id);
      print(json(), { revoked: found.prefix }, `ll_${found.prefix} is revoked.`);
    }),
  );
apiKey
  .command('list')
  .description('list API keys, never what they are made of')
  .option('--workspace <id>', 'workspace id; may be left out while there is only one')
  .action((options: { workspace?: string }) =>
    openOperator(async (operator) => {
      const caller = operator.caller(await workspaceId(operator, options.workspace));
      const keys = (await operator.apiKeys.list(caller)).map(
        ({ prefix, name, scopes, created_at, expires_at, last_used_at, revoked_at }) => ({
          prefix: `ll_${prefix}`,
          name,
          scopes: scopes.join(','),
          createdAt: created_at,
          expiresAt: expires_at,
          lastUsedAt: last_used_at,
          revokedAt: revoked_at,
        }),
      );
      printTable(json(), 'apiKeys', keys);
    }),
  );

program
  .command('keys')
  .description('encryption keys')
  .command('generate')
  .description(
    'print a new entry for ENCRYPTION_KEYS; put it first to seal with it, keep the old ones behind it',
  )
  .action(() => {
    const entry = generateKeyEntry(new Date().toISOString().slice(0, 10));
    print(json(), { entry }, entry);
  });

program
  .command('schema')
  .description('print the GraphQL schema')
  .action(
    async () => void process.stdout.write(`${printSchema(lexicographicSortSchema(await createSchema()))}\n`),
  );

program
  .command('doctor')
  .description('what is configured, what is missing, what would fail; exits 1 when something would')
  .action(async () => {
    const findings = await doctor();
    const failed = findings.filter(({ state }) => state === 'fails');
    const text = findings
      .map(({ state, what, detail }) => `${state.padEnd(6)} ${what}: ${detail}`)
      .join('\n');
    print(json(), { ok: failed.length === 0, findings }, text);
    process.exitCode = failed.length === 0 ? EXIT.ok : EXIT.failed;
  });

function toScopes(list: string): Scope[] {
  const wanted = list.split(',').map((scope) => scope.trim().toUpperCase());
  const unknown = wanted.find((scope) => !SCOPES.includes(scope as Scope));
  if (unknown !== undefined) usage(`--scopes takes ${SCOPES.join(', ')}`);
  return wanted as Scope[];
}

async function workspaceId(operator: Operator, given: string | undefined): Promise<string> {
  const all = await operator.workspaces.list();
  const [only] = all;
  if (given === undefined && all.length > 1)
    usage('there are several workspaces: name one with --workspace (`workspace list` shows them)');
  const found = given === undefined ? only : all.find(({ id }) => id === given);
  if (found === undefined) usage('there is no such workspace: `workspace create` makes one');
  return found.id;
}

function usage(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(EXIT.usage);
}

program.parseAsync().catch(exitWith);
