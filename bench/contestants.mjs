import { fromPostgraphile, toPostgraphile } from './contestants/postgraphile-query.mjs';
import { POSTGRAPHILE_QUERIES, RECORD_QUERIES, recordsFromPostgraphile } from './contestants/record-queries.mjs';
import { CLIENT_IDS, SAVE, v31 } from './data/credentials.mjs';
import { platformRequests, tokenRequests } from './data/linked-companies.mjs';
import { launchFlags, ROOT } from './place.mjs';
import { VIEWER } from './queries.mjs';

/** The works (kinds of load), in the order of the result tables. */
export const WORKS = {
  dashboard: 'the dashboard: 20 integrations, 40 credential sets, 300 regions',
  single: 'one integration by key',
  save: 'saving credentials: seal, supersede, audit, one transaction',
  viewer: 'who am I: the price of a request as such, with its API key',
  token: 'a fresh access token of a linked company, recorded once per key and token',
  documents: '100 documents of a linked company, with their lines',
  changes: '500 changes of a linked company',
  platform: 'reading 4 kB from the platform of a linked company',
};

const reads = ['dashboard', 'single'];
const records = ['documents', 'changes'];

/**
 * The contestants: the program to start, its works, and, where its schema has other names, its query and how to read the
 * answer. Ledgerlink runs as its users run it. Only documented settings are changed.
 */
export const CONTESTANTS = {
  ledgerlink: {
    file: `${ROOT}dist/src/main.js`,
    flags: launchFlags(),
    works: [...reads, 'save', 'viewer', 'token', ...records, 'platform'],
    authenticates: [...reads, 'save', 'viewer', 'token', ...records],
    env: ({ urls, encryptionKeys, folder, platform }, work) => ({
      DATABASE_URL: urls.app,
      DATABASE_MIGRATION_URL: urls.owner,
      ENCRYPTION_KEYS: encryptionKeys,
      DATA_DIR: folder,
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_POOL_SIZE: '10',
      MUTATIONS_PER_MINUTE: '999999',
      TOKENS_PER_SECOND: '999999',
      PREPARED_STATEMENTS: 'on',
      // The links of these works have no platform whose data could be pulled.
      PULLS: 'off',
      ...(work === 'platform' && {
        // A production start refuses a platform that is not real.
        NODE_ENV: 'development',
        SANDBOX_URL: platform.url,
        PLATFORM_REQUESTS_PER_SECOND: '100000',
        PLATFORM_REQUESTS_PER_MINUTE: '100000',
        PLATFORM_REQUESTS_BURST: '99000',
      }),
    }),
  },
  'stock-apollo': {
    file: 'dist/stock-apollo.js',
    works: ['dashboard', 'single', 'viewer'],
    authenticates: ['viewer'],
  },
  yoga: { file: 'contestants/yoga.mjs', works: reads },
  'mercurius-jit': { file: 'contestants/mercurius-jit.mjs', works: reads },
  postgraphile: {
    file: 'contestants/postgraphile.mjs',
    works: [...reads, ...records],
    query: toPostgraphile,
    records: POSTGRAPHILE_QUERIES,
    answer: (answer, work) =>
      records.includes(work) ? recordsFromPostgraphile(answer, work) : fromPostgraphile(answer),
  },
  'sql-limit': { file: 'contestants/sql-limit.mjs', works: [...reads, ...records] },
  /** The platform itself, called directly. */
  direct: { file: 'contestants/direct.mjs', works: ['platform'] },
  'http-proxy': {
    file: 'contestants/http-proxy.mjs',
    works: ['platform'],
    env: ({ platform }) => ({ TARGET: platform.url }),
  },
  /** Not a server: it loads the database itself, see measure/pgbench.mjs. */
  pgbench: { works: ['save'] },
};

/** The works of each start of a contestant: ours takes `platform` with other settings. */
export const worksByStart = (works) =>
  [works.filter((work) => work !== 'platform'), works.filter((work) => work === 'platform')].filter(
    (group) => group.length > 0,
  );

/** The requests of a work, repeated in this order. For saves under load see measure/save-requests.mjs. */
export function requestsOf(name, work, setup) {
  const { authenticates = [], query: translate = (query) => query } = CONTESTANTS[name];
  const key = authenticates.includes(work) ? setup.workspace.key : undefined;
  switch (work) {
    case 'dashboard':
      return [{ query: translate(setup.queries.dashboard), key }];
    case 'single': {
      const query = translate(setup.queries.single);
      return setup.keys.map((one) => ({ query, variables: { key: one }, key }));
    }
    case 'viewer':
      return [{ query: VIEWER, key }];
    case 'save':
      return [saveRequest(setup)];
    case 'token':
      return tokenRequests(setup.linked);
    case 'documents':
    case 'changes': {
      const { workspaceId, linkId, id, key: ofRecords } = setup.records;
      const { records: queries = RECORD_QUERIES } = CONTESTANTS[name];
      const variables = name === 'ledgerlink' ? { id } : { workspaceId, linkId };
      return [{ query: queries[work], variables, key: key && ofRecords }];
    }
    case 'platform':
      return name === 'ledgerlink' ? platformRequests(setup.sandboxed) : [{ path: '/v3.1/contacts' }];
    default:
      throw new Error(`no requests are known for ${work}`);
  }
}

/** A request with getters: each read gives a new save, of the other application and with a new secret. */
function saveRequest({ savers, keys }) {
  let turn = 0;
  return {
    query: SAVE,
    key: savers[0].key,
    get variables() {
      const credentials = v31(CLIENT_IDS[turn % CLIENT_IDS.length], `checked-${turn++}`);
      return { input: { integrationKey: keys[0], credentials } };
    },
  };
}
