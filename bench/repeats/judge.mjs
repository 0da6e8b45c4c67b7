import { KINDS, send } from './mutations.mjs';

/** How many of the answered API keys are tried. */
const TRIED_KEYS = 20;

const COUNTS = `SELECT
  (SELECT count(*)::int FROM ledgerlink.company WHERE workspace_id = $1 AND name LIKE 'one %') AS one,
  (SELECT count(DISTINCT name)::int FROM ledgerlink.company WHERE workspace_id = $1 AND name LIKE 'one %') AS "oneNames",
  (SELECT count(*)::int FROM ledgerlink.company WHERE workspace_id = $1 AND name LIKE 'many %') AS many,
  (SELECT count(*)::int FROM ledgerlink.api_key WHERE workspace_id = $1 AND name LIKE 'key %') AS "apiKeys",
  (SELECT count(DISTINCT name)::int FROM ledgerlink.api_key WHERE workspace_id = $1 AND name LIKE 'key %') AS "keyNames",
  (SELECT count(*)::int FROM ledgerlink.link_attempt WHERE workspace_id = $1) AS attempts,
  (SELECT count(*)::int FROM ledgerlink.audit_event WHERE workspace_id = $1 AND action = 'company.created') AS "companyEvents",
  (SELECT count(*)::int FROM ledgerlink.audit_event WHERE workspace_id = $1 AND action = 'link.requested') AS "linkEvents",
  (SELECT count(*)::int FROM ledgerlink.kept_answer WHERE workspace_id = $1 AND answer_sealed IS NOT NULL) AS kept,
  (SELECT count(*)::int FROM ledgerlink.kept_answer WHERE workspace_id = $1 AND answer_sealed IS NULL) AS "keptEmpty"`;

/** Compares what was sent with the tables, and sends every mutation once more. */
export async function judge({ client, fleet, workspace, sent, setUp }) {
  const of = (kind) => sent.filter(({ name }) => name === kind);
  const keysOf = Object.fromEntries(KINDS.map(({ name }) => [name, of(name).length]));
  const [found] = (await client.query(COUNTS, [workspace.id])).rows;
  const differing = await sendAgain(fleet, workspace.key, sent);
  const [after] = (await client.query(COUNTS, [workspace.id])).rows;
  const unanswered = sent.filter(({ answer }) => answer === undefined).length;
  const odd = sent.filter((one) => one.odd !== undefined);
  const expected = {
    one: keysOf.createCompany,
    oneNames: keysOf.createCompany,
    many: 3 * keysOf.createCompanies,
    apiKeys: keysOf.createApiKey,
    keyNames: keysOf.createApiKey,
    attempts: keysOf.linkCompany,
    companyEvents: setUp + keysOf.createCompany + 3 * keysOf.createCompanies,
    linkEvents: keysOf.linkCompany,
    kept: sent.length,
    keptEmpty: 0,
  };
  const wrong = Object.keys(expected).filter(
    (name) => found[name] !== expected[name] || after[name] !== expected[name],
  );
  const dead = await deadKeys(fleet, of('createApiKey'));
  const broken = [
    ...wrong.map((name) => `${name}: ${found[name]}, then ${after[name]}, and ${expected[name]} are right`),
    ...(unanswered > 0 ? [`${unanswered} mutations were never answered`] : []),
    ...(differing > 0 ? [`${differing} repetitions got another answer`] : []),
    ...(dead > 0 ? [`${dead} of the answered API keys do not work`] : []),
    ...odd.slice(0, 3).map((one) => `an odd answer to ${one.name}: ${one.odd}`),
  ];
  const tries = sent.reduce((sum, one) => sum + one.tries, 0);
  const report = { keys: sent.length, sentAgain: tries, differing, unanswered, ...found };
  return { report, broken };
}

async function sendAgain(fleet, apiKey, sent) {
  let [next, differing] = [0, 0];
  const caller = async () => {
    for (let n = next++; n < sent.length; n = next++)
      if ((await send(fleet, apiKey, sent[n]))?.text !== sent[n].answer) differing += 1;
  };
  await Promise.all(Array.from({ length: 8 }, caller));
  return differing;
}

async function deadKeys(fleet, sent) {
  const answered = sent.filter(({ answer }) => answer !== undefined).slice(0, TRIED_KEYS);
  const tried = await Promise.all(
    answered.map(({ answer }) =>
      send(fleet, JSON.parse(answer).data.createApiKey.key, { query: '{ viewer { scopes } }', variables: {} }),
    ),
  );
  return tried.filter((answer) => answer?.status !== 200).length;
}
