import type { Command } from 'commander';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { SCOPES, type Scope } from '../workspaces/api-key.rules.js';
import { openOperator } from './operator.js';
import { type Json, print, printTable, usage, withOptionNames } from './output.js';
import { WORKSPACE_OPTION, workspaceId } from './workspace-option.js';

export function addApiKeyCommands(program: Command, json: Json): void {
  const apiKey = program.command('api-key').description('API keys of a workspace');
  addCreate(apiKey, json);
  addRevoke(apiKey, json);
  addList(apiKey, json);
}

function addCreate(apiKey: Command, json: Json): void {
  apiKey
    .command('create')
    .description('create an API key and print it once')
    .requiredOption('--name <name>', 'the name of the key')
    .option(...WORKSPACE_OPTION)
    .option('--scopes <list>', 'comma-separated; all if left out', SCOPES.join(','))
    .option('--expires-at <time>', 'ISO 8601; never if left out')
    .action((options: { name: string; workspace?: string; scopes: string; expiresAt?: string }) =>
      openOperator(async (operator) => {
        const caller = operator.caller(await workspaceId(operator, options.workspace));
        const expiresAt = options.expiresAt === undefined ? null : toMoment(options.expiresAt);
        const request = { name: options.name, scopes: toScopes(options.scopes), expiresAt };
        const own = { scopes: new Set(SCOPES), expiresAt: null };
        const outcome = await withOptionNames(operator.apiKeys.create(caller, own, request));
        if (outcome.kind === 'ScopeEscalation') usage(outcome.message);
        print(json(), { id: outcome.row.id, key: outcome.key }, `API key, shown only now: ${outcome.key}`);
      }),
    );
}

function addRevoke(apiKey: Command, json: Json): void {
  apiKey
    .command('revoke')
    .description('revoke an API key permanently')
    .argument('<prefix>', 'the 8 characters after ll_, as `api-key list` shows them')
    .option(...WORKSPACE_OPTION)
    .action((prefix: string, options: { workspace?: string }) =>
      openOperator(async (operator) => {
        const caller = operator.caller(await workspaceId(operator, options.workspace));
        const found = (await operator.apiKeys.list(caller)).find((key) => key.prefix === prefix.replace(/^ll_/, ''));
        if (found === undefined) usage('there is no API key with this prefix in the workspace');
        await operator.apiKeys.revoke(caller, null, found.id);
        print(json(), { revoked: found.prefix }, `ll_${found.prefix} is revoked.`);
      }),
    );
}

function addList(apiKey: Command, json: Json): void {
  apiKey
    .command('list')
    .description('list API keys, without the keys themselves')
    .option(...WORKSPACE_OPTION)
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
}

/** Takes what the API's `DateTime` takes, and a day alone, which is its first moment in UTC. */
function toMoment(text: string): Date {
  try {
    return DateTime.parseValue(/^[\d-]+$/.test(text) ? `${text}T00:00:00Z` : text) as Date;
  } catch {
    return usage('--expires-at is not an ISO 8601 time, such as 2027-01-31T12:00:00Z');
  }
}

function toScopes(list: string): Scope[] {
  const request = list.split(',').map((scope) => scope.trim().toUpperCase());
  const unknown = request.find((scope) => !SCOPES.includes(scope as Scope));
  if (unknown !== undefined) usage(`--scopes takes ${SCOPES.join(', ')}`);
  return request as Scope[];
}
