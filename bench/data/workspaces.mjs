import { built } from '../place.mjs';

const { createDataSource } = await built('composition/data-source.js');
const { Database } = await built('infra/database/database.js');
const { createWorkspaceServices } = await built('composition/workspace-services.js');

/** Workspaces with a key of all scopes each, made by the product's own service, as its command line does. */
export async function makeWorkspaces(url, names) {
  const dataSource = createDataSource(url, 2);
  await dataSource.initialize();
  const { workspaces } = createWorkspaceServices(new Database(dataSource));
  const signal = AbortSignal.timeout(60_000);
  const operator = {
    workspaceId: '',
    actor: 'cli',
    apiKeyId: null,
    requestId: 'cli',
    signal,
    afterCommit() {},
  };
  const made = [];
  for (const name of names) {
    const { workspace, apiKey, key } = await workspaces.create(operator, name);
    made.push({ id: workspace.id, name, key, apiKeyId: apiKey.id });
  }
  await dataSource.destroy();
  return made;
}
