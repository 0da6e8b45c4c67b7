import { built } from '../place.mjs';

const { createDataSource } = await built('data-source.js');
const { Database } = await built('platform/database.js');
const { AuditService } = await built('audit/audit.service.js');
const { ApiKeyService } = await built('workspaces/api-key.service.js');
const { WorkspaceService } = await built('workspaces/workspace.service.js');

/** Workspaces with a key of all scopes each, made by the product's own service, as its command line does. */
export async function makeWorkspaces(url, names) {
  const dataSource = createDataSource(url, 2);
  await dataSource.initialize();
  const database = new Database(dataSource);
  const audit = new AuditService(database);
  const service = new WorkspaceService(database, audit, new ApiKeyService(database, audit));
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
    const { workspace, apiKey, key } = await service.create(operator, name);
    made.push({ id: workspace.id, name, key, apiKeyId: apiKey.id });
  }
  await dataSource.destroy();
  return made;
}
