/**
 * The limit, without a GraphQL server: node:http and one SQL statement that builds the whole JSON in PostgreSQL. The
 * statement is built at the start from the same queries that the others get, and is prepared on each connection.
 */
import { createServer } from 'node:http';
import { Kind, parse } from 'graphql';
import pg from 'pg';
import { RECORD_QUERIES, RECORD_STATEMENTS } from './record-queries.mjs';

const queries = JSON.parse(process.env.QUERIES);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

/** Fields that are not columns: another table's rows of `p`, the parent. */
const byPosition = (table, on) => ({ table, on, order: 'c.position' });
const secret = (field) => ({
  table: 'credential_secret',
  on: `c.credential_set_id = p.id AND c.field = '${field}'`,
});
const RELATIONS = {
  credentialOptions: byPosition('credential_option', 'c.integration_key = p.key'),
  credentialSets: byPosition('credential_set', 'c.integration_key = p.key'),
  supportedRegions: byPosition('supported_region', 'c.integration_key = p.key'),
  setupSteps: byPosition('setup_step', 'c.integration_key = p.key'),
  defaultCredentialSet: { table: 'credential_set', on: 'c.id = p.default_set_id' },
  coverage: byPosition('region_coverage', 'c.region_id = p.id'),
  regions: {
    table: 'option_region o JOIN peer.supported_region',
    join: 'ON c.id = o.region_id',
    on: 'o.option_id = p.id',
    order: 'o.position',
  },
  clientSecret: secret('clientSecret'),
  signingSecret: secret('signingSecret'),
  subscriptionKey: secret('subscriptionKey'),
};

const columnOf = (field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The JSON object of a row called `row`. A kind of set with more fields has its own object. */
function object(selections, row, depth) {
  const fields = selections.filter(({ kind }) => kind === Kind.FIELD);
  const members = (list) => list.map((field) => `'${field.name.value}', ${value(field, row, depth)}`).join(', ');
  const kinds = selections
    .filter(({ kind }) => kind === Kind.INLINE_FRAGMENT)
    .map(({ typeCondition, selectionSet }) => {
      const all = [...fields, ...selectionSet.selections];
      return `WHEN ${row}.type_name = '${typeCondition.name.value}' THEN json_build_object(${members(all)})`;
    });
  const base = `json_build_object(${members(fields)})`;
  return kinds.length === 0 ? base : `CASE ${kinds.join(' ')} ELSE ${base} END`;
}

function value({ name, selectionSet }, row, depth) {
  const relation = RELATIONS[name.value];
  // A field without its own table is a column. It is a jsonb column when it has fields.
  if (selectionSet === undefined || relation === undefined) return `${row}.${columnOf(name.value)}`;
  const child = `c${depth}`;
  const alias = { c: child, p: row, o: `o${depth}` };
  const place = (text) => text.replace(/\b([cpo])\./g, (_all, letter) => `${alias[letter]}.`);
  const json = object(selectionSet.selections, child, depth + 1);
  const what = relation.order ? `coalesce(json_agg(${json} ORDER BY ${place(relation.order)}), '[]')` : json;
  const table = `peer.${relation.table.replace(' o ', ` o${depth} `)} ${child} ${place(relation.join ?? '')}`;
  return `(SELECT ${what} FROM ${table} WHERE ${place(relation.on)})`;
}

function statement(query) {
  const [root] = parse(query).definitions[0].selectionSet.selections;
  const one = object(root.selectionSet.selections, 'i', 1);
  return root.name.value === 'integrations'
    ? `SELECT json_build_object('data', json_build_object('integrations', json_agg(${one} ORDER BY i.name, i.key)))::text AS body
         FROM peer.integration i`
    : `SELECT json_build_object('data', json_build_object('integration', ${one}))::text AS body
         FROM peer.integration i WHERE i.key = $1`;
}

const statements = new Map(
  Object.values(queries).map((query, index) => [query, { name: `q${index}`, text: statement(query) }]),
);

for (const [work, query] of Object.entries(RECORD_QUERIES))
  statements.set(query, { name: work, text: RECORD_STATEMENTS[work] });

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { query, variables } = JSON.parse(body);
  const statement = statements.get(query);
  const { key, workspaceId, linkId } = variables ?? {};
  const values = linkId ? [workspaceId, linkId] : key ? [key] : [];
  const { rows } = await pool.query({ ...statement, values });
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(rows[0]?.body ?? '{"data":{"integration":null}}');
}).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: server.address().port, msg: 'ready' }));
});
