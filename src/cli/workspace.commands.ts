import type { Command } from 'commander';
import { whyNotName } from '../platform/names.js';
import { openOperator } from './operator.js';
import { type Json, print, printTable, usage } from './output.js';

export function addWorkspaceCommands(program: Command, json: Json): void {
  const workspace = program.command('workspace').description('workspaces');
  workspace
    .command('create')
    .description('make a workspace and print its first API key, once')
    .requiredOption('--name <name>', 'what to call it')
    .action(({ name }: { name: string }) =>
      openOperator(async ({ workspaces, caller }) => {
        const why = whyNotName(name);
        if (why !== undefined) usage(`--name ${why}`);
        const made = await workspaces.create(caller(''), name);
        const answer = { workspaceId: made.workspace.id, name, apiKey: made.key };
        print(
          json(),
          answer,
          `Workspace ${made.workspace.id} (${name})\nAPI key, shown only now: ${made.key}`,
        );
      }),
    );
  workspace
    .command('list')
    .description('list workspaces')
    .action(() =>
      openOperator(async ({ workspaces }) => printTable(json(), 'workspaces', await workspaces.list())),
    );
}
