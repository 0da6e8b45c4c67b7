import { randomUUID } from 'node:crypto';

const CALLERS = 16;
/** A caller gives up after so many tries. */
const MAX_TRIES = 300;
/** The share of requests whose client hangs up, and after how many ms at most. */
const HANG_UPS = { share: 0.15, ms: 40 };
const INTEGRATION = 'sage-business-cloud-accounting';
const COMPANIES = 40;

const CREATE =
  'mutation($input: CreateCompanyInput!) { createCompany(input: $input) { __typename ... on CreateCompanySuccess { company { id name } } } }';

/** The kinds of mutations, sent in turn. Each makes something that can be counted, and none is safe to send again by itself. */
export const KINDS = [
  { name: 'createCompany', query: CREATE, input: (n) => ({ name: `one ${n}` }) },
  {
    name: 'createCompanies',
    query:
      'mutation($input: CreateCompaniesInput!) { createCompanies(input: $input) { __typename ... on CreateCompaniesSuccess { companies { created company { id } } } } }',
    input: (n) => ({ companies: [1, 2, 3].map((i) => ({ name: `many ${n}.${i}` })) }),
  },
  {
    name: 'createApiKey',
    query:
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { __typename ... on CreateApiKeySuccess { key apiKey { id } } } }',
    input: (n) => ({ name: `key ${n}`, scopes: ['COMPANIES_READ'] }),
  },
  {
    name: 'linkCompany',
    query:
      'mutation($input: LinkCompanyInput!) { linkCompany(input: $input) { __typename ... on LinkCompanySuccess { linkUrl link { id company { name } } } } }',
    input: (n, companyIds) => ({
      companyId: companyIds[Math.floor(n / 4) % companyIds.length],
      integrationKey: INTEGRATION,
      countryCode: 'GB',
    }),
  },
];

const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));
const any = (list) => list[Math.floor(Math.random() * list.length)];

/** Sends a mutation once to any process; undefined when there is no answer. */
export async function send(fleet, apiKey, { query, variables, key }, signal) {
  try {
    const answer = await fetch(fleet.urlOf(any(fleet.members).place), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        ...(key && { 'idempotency-key': key }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.any([AbortSignal.timeout(15_000), ...(signal ? [signal] : [])]),
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return undefined;
  }
}

/** Saves an application, so that companies can be linked, and creates those whose link URLs are requested. */
export async function prepareCompanies(fleet, apiKey) {
  const run = async (query, input) => {
    const answer = await send(fleet, apiKey, { query, variables: { input } });
    const { data, errors } = JSON.parse(answer?.text ?? '{}');
    if (data === undefined || errors !== undefined) throw new Error(`the data could not be made: ${answer?.text}`);
    return data;
  };
  await run('mutation($input: SaveCredentialsInput!) { saveCredentials(input: $input) { __typename } }', {
    integrationKey: INTEGRATION,
    enable: 'NOW',
    credentials: { sageV31: { clientId: 'repeats/keys', clientSecret: 'not-a-secret' } },
  });
  const ids = [];
  for (let i = 0; i < COMPANIES; i += 1)
    ids.push((await run(CREATE, { name: `linked ${i}` })).createCompany.company.id);
  return ids;
}

/**
 * Sends so many mutations, each with a key of its own until it is answered. Answers what was sent, with the answers.
 * `pace.answeredAt` is the time of the last answer.
 */
export async function sendAll({ fleet, key: apiKey, companyIds, count, pace }) {
  const sent = Array.from({ length: count }, (_, n) => {
    const { name, query, input } = KINDS[n % KINDS.length];
    return { name, query, variables: { input: input(n, companyIds) }, key: randomUUID(), tries: 0 };
  });
  let next = 0;
  const caller = async () => {
    for (let n = next++; n < count; n = next++) await untilAnswered(fleet, apiKey, sent[n], pace);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return sent;
}

async function untilAnswered(fleet, apiKey, mutation, pace) {
  for (; mutation.tries < MAX_TRIES; mutation.tries += 1) {
    const hangUp =
      Math.random() < HANG_UPS.share ? AbortSignal.timeout(Math.ceil(Math.random() * HANG_UPS.ms)) : undefined;
    const answer = await send(fleet, apiKey, mutation, hangUp);
    if (answer?.status === 200 && !answer.text.includes('"errors"')) {
      mutation.answer = answer.text;
      pace.answeredAt = performance.now();
      return;
    }
    if (answer !== undefined && ![409, 503].includes(answer.status)) mutation.odd = answer.text;
    await sleep(20 + Math.random() * 180);
  }
}
