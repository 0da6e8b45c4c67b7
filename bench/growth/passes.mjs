import { percentile } from '../measure/numbers.mjs';
import { built } from '../place.mjs';

const { compose } = await built('composition/composition.js');
const { createDataSource } = await built('composition/data-source.js');
const { loadConfig } = await built('infra/config/config.js');
const { Database } = await built('infra/database/database.js');
const { createLogger } = await built('infra/observability/logger.js');
const { openKeyRing } = await built('infra/secrets/key-ring.js');
const { Vault } = await built('infra/secrets/vault.js');
const { openEncryption } = await built('start/start-up.js');

const TURNS = 9;

/** The background passes, by what they do for all workspaces. Nothing is due. */
const PASSES = {
  'pass that looks for due links': ({ keepAlive }) => keepAlive.renewDueLinks(),
  'pass that expires link URLs': ({ overdueAttempts }) => overdueAttempts.expire(),
  'pass that erases replaced secrets': ({ replacedSecrets }) => replacedSecrets.erase(),
  'pass that deletes old platform requests': ({ workspaces, requestLedger, requestBudgets }) =>
    workspaces.workOnAll({ name: 'bench', logger: createLogger('silent') }, async (ids) => {
      await requestLedger.deleteOld(ids);
      await requestBudgets.deleteUnused(ids);
    }),
};

/** The p50 of each pass in both places, in turn: `{ name: [small, large] }` in ms. */
export async function measurePasses(...places) {
  const processes = await Promise.all(places.map(startServices));
  const result = {};
  for (const [name, pass] of Object.entries(PASSES)) {
    const times = processes.map(() => []);
    for (let turn = -1; turn < TURNS; turn++) {
      for (const [index, { services }] of processes.entries()) {
        const from = performance.now();
        await pass(services);
        if (turn >= 0) times[index].push(performance.now() - from);
      }
    }
    result[name] = times.map((each) =>
      percentile(
        each.sort((a, b) => a - b),
        0.5,
      ),
    );
  }
  await Promise.all(processes.map(({ end }) => end()));
  return result;
}

/** The product's services on this database, in this process. */
async function startServices({ urls, encryptionKeys }) {
  const config = loadConfig({ DATABASE_URL: urls.app, ENCRYPTION_KEYS: encryptionKeys, NODE_ENV: 'development' });
  const sources = await Promise.all([4, 2].map((size) => createDataSource(urls.app, size).initialize()));
  const [database, leases] = sources.map((source) => new Database(source));
  const encryption = await openEncryption(database, new Vault(await openKeyRing(encryptionKeys)));
  const context = { config, database, leases, encryption: () => encryption, logger: createLogger('silent') };
  return {
    services: compose(context).services,
    end: () => Promise.all(sources.map((source) => source.destroy())),
  };
}
