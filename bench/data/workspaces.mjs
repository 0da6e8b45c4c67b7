import { built } from '../place.mjs';

const { createDataSource } = await built('composition/data-source.js');
const { Database } = await built('infra/database/database.js');
const { composeCommand } = await built('composition/composition.js');
const { loadConfig } = await built('infra/config/config.js');

/** Makes workspaces, each with a key of all scopes, with the product's service, as its command line does. */
export async function makeWorkspaces(url, names) {
  const dataSource = createDataSource(url, 2);
  await dataSource.initialize();
  const config = loadConfig({ DATABASE_URL: url });
  const { workspaces } = composeCommand(config, new Database(dataSource)).services;
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
