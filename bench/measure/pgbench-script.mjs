import { withClient } from '../data/cluster.mjs';
import { CLIENT_IDS, save, v31 } from '../data/credentials.mjs';
import { BENCH } from '../place.mjs';
import { startServer } from './server.mjs';
import { takeStatements } from './statements.mjs';

/** pgbench accepts at most 128 scripts. */
const MOST_SCRIPTS = 128;
/** Its second value is the id of the event. */
const AUDIT = 'INSERT INTO ledgerlink.audit_event (workspace_id, id,';

/**
 * Records one save that supersedes, and makes a script of it for every integration of every saving workspace: the same
 * statements with pgbench variables for `$1`, and with the ids of that integration and workspace.
 */
export async function recordSave(setup) {
  const places = await findPlaces(setup);
  const [first] = places;
  const statements = await listen(setup, first);
  const variables = {};
  /** A variable per value, shared by all scripts that use it. */
  const variableOf = (value) => {
    const text = Array.isArray(value) ? `{${value.join(',')}}` : String(value);
    // pgbench has no variable without characters.
    if (text === '') return "''";
    const known = Object.keys(variables).find((name) => variables[name] === text);
    const name = known ?? `v${Object.keys(variables).length}`;
    variables[name] = text;
    return `:${name}`;
  };
  const scripts = places.slice(0, MOST_SCRIPTS).map((place) =>
    CLIENT_IDS.map((_id, application) => {
      const exchange = exchanges(first, place, application);
      return statements.map((statement) => inPgbench(statement, exchange, variableOf)).join('\n');
    }).join('\n'),
  );
  return { scripts, variables };
}

async function findPlaces({ urls, savers }) {
  const { rows } = await withClient(urls.superuser, (client) =>
    client.query(
      `SELECT workspace_id, integration_key, array_agg(id ORDER BY client_id) AS sets FROM ledgerlink.credential_set
        WHERE workspace_id = ANY($1) GROUP BY 1, 2 ORDER BY 1, 2`,
      [savers.map(({ id }) => id)],
    ),
  );
  return rows.map(({ workspace_id, integration_key, sets }) => ({
    saver: savers.find(({ id }) => id === workspace_id),
    integrationKey: integration_key,
    sets,
  }));
}

/** The statements of a save of the second application after one of the first. */
async function listen(setup, { saver, integrationKey }) {
  const server = await startServer('ledgerlink', setup, {
    nodeArgs: ['--import', `${BENCH}measure/count-statements.mjs`],
  });
  try {
    for (const [index, clientId] of CLIENT_IDS.entries()) {
      await takeStatements(server);
      await save(server.url, saver, {
        integrationKey,
        credentials: v31(clientId, `listened-${index}-${Date.now()}`),
      });
    }
    const seen = await takeStatements(server);
    const begin = seen.findIndex(({ text }) => text.startsWith('BEGIN'));
    return seen.slice(begin);
  } finally {
    await server.stop();
  }
}

/** The value at another integration for each recorded value. `application` 1 is the recorded one, which supersedes 0. */
function exchanges(recorded, place, application) {
  return new Map([
    [recorded.saver.id, place.saver.id],
    [recorded.saver.apiKeyId, place.saver.apiKeyId],
    [recorded.integrationKey, place.integrationKey],
    [recorded.sets[1], place.sets[application]],
    [recorded.sets[0], place.sets[1 - application]],
    [CLIENT_IDS[1], CLIENT_IDS[application]],
  ]);
}

function inPgbench({ first, text, values }, exchange, variableOf) {
  // The extended protocol has no message with several commands. A pipeline is one round trip as well.
  const isSeveral = values.length === 0 && text.includes(';');
  const commands = isSeveral
    ? text.split(';').map((command) => ({ text: command.trim(), values }))
    : [{ text, values }];
  const sent = [...first, ...commands].map((command) => inOneCommand(command, exchange, variableOf));
  return sent.length === 1 ? sent[0] : ['\\startpipeline', ...sent, '\\endpipeline'].join('\n');
}

function inOneCommand({ text, values }, exchange, variableOf) {
  const places = values.map((value, index) => {
    // The id of an audit event must be unique. PostgreSQL makes it here, and our server makes it in the product.
    if (index === 1 && text.startsWith(AUDIT)) return 'uuidv7()';
    return value === null ? 'NULL' : variableOf(exchange.get(value) ?? value);
  });
  return `${text.replace(/\$(\d+)/g, (_all, number) => places[number - 1])};`;
}
