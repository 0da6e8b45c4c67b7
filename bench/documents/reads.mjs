import { fillDocuments } from '../data/documents.mjs';
import { percentile } from '../measure/numbers.mjs';
import { sendOperation } from '../measure/send-operation.mjs';
import { takeStatements } from '../measure/statements.mjs';

const SMALL = 1_000;
const WARM_UPS = 40;
const REQUESTS = 200;
/** The largest growth that is flat. */
const FLAT = 1.3;
const MOST_STATEMENTS = 2;

const ofLink = (fields) => `query($id: ID!) { node(id: $id) { ... on CompanyLink { ${fields} } } }`;
const PAGE = `nodes { id number issueDate dueDate status total outstanding contact { sourceId name } lines { description net tax total account { name } } }
  pageInfo { hasNextPage endCursor }`;
const documents = (more) => ofLink(`documents(first: 100${more}) { ${PAGE} }`);
const changes = (more) =>
  ofLink(`changes(first: 500, datasets: [SALES_INVOICES]${more}) {
    nodes { action record { id sourceId deletedAt ... on Document { number status total outstanding } } } pageInfo { hasNextPage endCursor } }`);
const cursor = (...place) => Buffer.from(JSON.stringify(place)).toString('base64url');
/** A day in the middle of the documents. */
const MIDDLE = cursor('document issue_date down', '2024-05-14', 'sales_invoices', '8');

/** Of a link with so many documents. A page has as many rows in both links. */
const READS = {
  'documents, first page': () => documents(''),
  'documents, deep page': () => documents(`, after: "${MIDDLE}"`),
  'documents, by total': () => documents(', orderBy: TOTAL_DESC'),
  'documents, last changed first': () => documents(', orderBy: UPDATED_DESC'),
  'documents, a fifth of them': () => documents(', outstanding: true'),
  'documents, from one day on': () => documents(', issuedFrom: "2021-12-01", orderBy: ISSUE_DATE_ASC'),
  'documents, search for one': (count) => documents(`, search: "si-${count - 1}"`),
  'documents, search for all': () => documents(', search: "customer"'),
  'changes, first page': () => changes(''),
  'changes, deep page': (count, linkId) =>
    changes(`, after: "${cursor(linkId, 'sales_invoices', Math.floor(count / 2) - 1)}"`),
};
const DEEP = { 'documents, deep page': 'documents, first page', 'changes, deep page': 'changes, first page' };

/** The p50 of each read in both links, asked in turn and one request at a time, and the statements of each. */
export async function measure({ urls, url, key, workspaceId, linkIds, server }, { documents: large }) {
  const links = [];
  for (const [index, count] of [SMALL, large].entries()) {
    const linkId = linkIds[index];
    await fillDocuments(urls.superuser, { workspaceId, linkId, count });
    links.push({ count, linkId, variables: { id: cursorId(linkId) } });
  }
  const lines = [];
  const medians = {};
  for (const [name, queryOf] of Object.entries(READS)) {
    const requests = links.map(({ count, linkId, variables }) => ({ query: queryOf(count, linkId), variables, key }));
    const times = await inTurn(url, requests);
    const [few, many] = times.map((each) => percentile(each, 0.5));
    medians[name] = many;
    process.stderr.write(`${name}: p50 ${few.toFixed(2)} and ${many.toFixed(2)} ms\n`);
    const p95 = percentile(times[1], 0.95);
    lines.push(
      atMost(
        `${name}: p50 ${few.toFixed(2)} and ${many.toFixed(2)} ms, p95 ${p95.toFixed(1)} ms, ratio`,
        many / few,
        FLAT,
      ),
      atMost(`${name}: statements`, await statementsOf(server, url, requests[1]), MOST_STATEMENTS),
    );
  }
  for (const [deep, first] of Object.entries(DEEP))
    lines.push(atMost(`${deep} to the first`, medians[deep] / medians[first], FLAT));
  return lines;
}

const cursorId = (linkId) => Buffer.from(`CompanyLink:${linkId}`).toString('base64url');

/** The times of requests in ms, in ascending order, for each of them. */
async function inTurn(url, requests) {
  const times = requests.map(() => []);
  for (let turn = -WARM_UPS; turn < REQUESTS; turn++)
    for (const [index, request] of requests.entries()) {
      const from = performance.now();
      await sendOperation(url, request);
      if (turn >= 0) times[index].push(performance.now() - from);
    }
  return times.map((each) => each.sort((a, b) => a - b));
}

/** Those that read records or links, of one request. */
async function statementsOf(server, url, request) {
  await takeStatements(server);
  await sendOperation(url, request);
  const seen = await takeStatements(server);
  return seen.filter(({ text }) => /source_record|ledgerlink\.document|company_link l\b/.test(text)).length;
}

const atMost = (what, value, most) => ({
  isKept: value <= most,
  text: `${what} ${Number(value.toFixed(2))} (at most ${most})`,
});
