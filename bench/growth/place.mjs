import { startFleet } from '../chaos/fleet.mjs';
import { graphql, saveApplication } from '../chaos/links.mjs';
import { withClient } from '../data/cluster.mjs';
import { makeWorkspaces } from '../data/workspaces.mjs';

export const INTEGRATION = 'sage-business-cloud-accounting';
const APPLICATION = { clientId: 'sandbox/growth', clientSecret: 'bench-growth-secret' };
const SETS = `{ integration(key: "${INTEGRATION}") { credentialSets { id } } }`;

/** A database with one workspace and one application, and how to start API processes on it. */
export async function makePlace({ cluster, folder, later }, platform, name) {
  const urls = await cluster.newDatabase(name);
  const [workspace] = await makeWorkspaces(urls.owner, [name]);
  const start = async (count, more = {}) => {
    const fleet = await startFleet(
      count,
      { ...environment(urls, cluster, platform, folder), ...more },
      `${folder}/${name}`,
    );
    later(() => fleet.endAtOnce());
    return fleet;
  };
  const fleet = await start(1);
  const url = fleet.urlOf(0);
  await saveApplication(platform.control, url, workspace.key, APPLICATION);
  const { integration } = await graphql(url, workspace.key, SETS);
  await fleet.end();
  const setId = Buffer.from(integration.credentialSets[0].id, 'base64url').toString().split(':')[1];
  const query = (text, values) => withClient(urls.superuser, (client) => client.query(text, values));
  return {
    urls,
    workspace,
    setId,
    start,
    query,
    clientId: APPLICATION.clientId,
    encryptionKeys: cluster.encryptionKeys,
  };
}

const environment = (urls, { encryptionKeys }, { url }, folder) => ({
  ...{ PATH: process.env.PATH, NODE_ENV: 'development', HOST: '127.0.0.1', PLAYGROUND: 'off', PORTAL: 'off' },
  ...{ DATABASE_URL: urls.app, DATABASE_MIGRATION_URL: urls.owner, ENCRYPTION_KEYS: encryptionKeys },
  ...{ SANDBOX_URL: url, DATA_DIR: folder, PREPARED_STATEMENTS: 'on', MUTATIONS_PER_MINUTE: '999999' },
});

/** A target as a line of the report. */
export const atMost = (what, value, most, unit = '') =>
  line(what, value, unit, `at most ${most}${unit}`, value <= most);
export const atLeast = (what, value, least, unit = '') =>
  line(what, value, unit, `at least ${least}${unit}`, value >= least);
const line = (what, value, unit, wanted, isMet) => ({ isMet, text: `${what}: ${value.toFixed(2)}${unit} (${wanted})` });
