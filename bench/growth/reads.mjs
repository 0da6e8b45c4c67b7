import { percentile } from '../measure/numbers.mjs';
import { sendOperation } from '../measure/send-operation.mjs';
import { INTEGRATION } from './place.mjs';

const WARM_UPS = 60;
const REQUESTS = 200;
const PAGE = 'nodes { id name links { id status } } pageInfo { hasNextPage endCursor }';
const companies = (given) => ({ query: `{ companies(${given}) { ${PAGE} } }` });
/** A position in the middle of the names, in the form of an `endCursor`. */
const MIDDLE = Buffer.from(JSON.stringify([0, 'company 8', '00000000-0000-4000-8000-000000000000'])).toString(
  'base64url',
);

/** The reads. A page has as many rows in both workspaces. */
const READS = {
  'first page': companies('first: 50'),
  'middle page': companies(`first: 50, after: "${MIDDLE}"`),
  'search by name': companies('first: 50, search: "Company 8"'),
  'search by external id': companies('first: 10, search: "ext-99"'),
  'status of 90 %': companies('first: 50, linkStatus: LINKED'),
  'status of 9 %': companies('first: 50, linkStatus: PENDING'),
  'status of 1 %': companies('first: 5, linkStatus: UNLINKED'),
  'status of five links': companies('first: 5, linkStatus: DEAUTHORIZED'),
  linkCount: { query: `{ integration(key: "${INTEGRATION}") { credentialSets { id linkCount } } }` },
};

/** The p50 of each read in both places, asked in turn and one request at a time: `{ name: [small, large] }` in ms. */
export async function measureReads(...places) {
  const fleets = await Promise.all(places.map((place) => place.start(1)));
  const targets = places.map(({ workspace: { key } }, index) => ({ url: fleets[index].urlOf(0), key }));
  const result = {};
  const reads = { ...READS, 'company by id': undefined };
  for (const [name, read] of Object.entries(reads)) {
    const times = targets.map(() => []);
    const requests = await Promise.all(targets.map(async (target) => read ?? (await byId(target))));
    for (let turn = -WARM_UPS; turn < REQUESTS; turn++) {
      for (const [index, { url, key }] of targets.entries()) {
        const from = performance.now();
        await sendOperation(url, { ...requests[index], key });
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
  await Promise.all(fleets.map((fleet) => fleet.end()));
  return result;
}

async function byId({ url, key }) {
  const { data } = await sendOperation(url, { ...companies(`first: 1, after: "${MIDDLE}"`), key });
  const query = 'query($id: ID!) { company(id: $id) { id name links { id status } } }';
  return { query, variables: { id: data.companies.nodes[0].id } };
}
