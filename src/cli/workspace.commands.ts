import type { Command } from 'commander';
import { whyNotName } from '../infra/ids/visible-text.js';
import { openOperator } from './operator.js';
import { type Json, print, printTable, usage } from './output.js';
import { WORKSPACE_OPTION, workspaceId } from './workspace-option.js';

export function addWorkspaceCommands(program: Command, json: Json): void {
  const workspace = program.command('workspace').description('workspaces');
  workspace
    .command('create')
    .description('create a workspace and print its first API key once')
    .requiredOption('--name <name>', 'the name of the workspace')
    .action(({ name }: { name: string }) =>
      openOperator(async ({ workspaces, caller }) => {
        checkName(name);
        const created = await workspaces.create(caller(''), name);
        const answer = { workspaceId: created.workspace.id, name, apiKey: created.key };
        print(json(), answer, `Workspace ${created.workspace.id} (${name})\nAPI key, shown only now: ${created.key}`);
      }),
    );
  workspace
    .command('rename')
    .description('rename a workspace; customers see the name on the link page')
    .requiredOption('--name <name>', 'the new name')
    .option(...WORKSPACE_OPTION)
    .action((options: { name: string; workspace?: string }) =>
      openOperator(async (operator) => {
        checkName(options.name);
        const id = await workspaceId(operator, options.workspace);
        await operator.workspaces.rename(operator.caller(id), options.name);
        print(json(), { workspaceId: id, name: options.name }, `Workspace ${id} is called ${options.name}.`);
      }),
    );
  workspace
    .command('list')
    .description('list workspaces')
    .action(() => openOperator(async ({ workspaces }) => printTable(json(), 'workspaces', await workspaces.list())));
}

function checkName(name: string): void {
  const why = whyNotName(name);
  if (why !== undefined) usage(`--name ${why}`);
}
