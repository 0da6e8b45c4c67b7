/**
 * More than forty request bodies of at most 100 kB that are built to be expensive: in the variables, in the document, or
 * in the envelope. Each is a text. `graphql` says whether it is a valid operation that is answered with data.
 */

const BYTES = 100_000;
const body = (query, variables, more = {}) => JSON.stringify({ query, variables, ...more });
/** Repeats `unit` as often as it fits into the rest of a body. */
const fill = (unit, bytes = 95_000, separator = '') => {
  const count = Math.floor(bytes / (unit.length + separator.length));
  return Array.from({ length: count }, () => unit).join(separator);
};
const list = (value, count) => Array.from({ length: count }, () => value);
const numbered = (count, text) => Array.from({ length: count }, (_, i) => text(i)).join(' ');
const nested = (open, close, levels, inside = '') => open.repeat(levels) + inside + close.repeat(levels);

/** Fragments of which each holds `fields` and spreads the next, behind `before`. */
const chain = (count, fields, before = '{ viewer { ...F0 } }') =>
  `${before} ${numbered(count, (i) => `fragment F${i} on Viewer { ${fields} ${i < count - 1 ? `...F${i + 1}` : ''} }`)}`;

const CREATE_KEY = 'mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { __typename } }';
const SAVE = 'mutation($i: SaveCredentialsInput!) { saveCredentials(input: $i) { __typename } }';
const RETURN_URLS = 'mutation($i: SetReturnUrlsInput!) { setReturnUrls(input: $i) { __typename } }';
const TOKEN = 'mutation($i: IssueAccessTokenInput!) { issueAccessToken(input: $i) { __typename } }';
const COMPANIES = `mutation($i: CreateCompaniesInput!) { createCompanies(input: $i) { __typename
  ... on CreateCompaniesSuccess { companies { created company { id name externalId createdAt links { id } } } }
  ... on CompaniesRejected { faults { position field message } } } }`;
const companies = (count, name, externalId = () => undefined) =>
  body(COMPANIES, { i: { companies: list(0, count).map((_, i) => ({ name: name(i), externalId: externalId(i) })) } });
const NODE = 'query($id: ID!) { node(id: $id) { id } }';
const LONG = 92_000;
const LONG_NAME = 'x'.repeat(LONG);

const variables = {
  'a list of 46,000 wrong enum values': body(CREATE_KEY, { i: { name: 'x', scopes: list(1, 46_000) } }),
  'a list of 18,000 unknown enum texts': body(CREATE_KEY, { i: { name: 'x', scopes: list('xx', 18_000) } }),
  'a list of 18,000 nulls': body(CREATE_KEY, { i: { name: 'x', scopes: list(null, 18_000) } }),
  'a list of 4,500 objects': body(CREATE_KEY, { i: { name: 'x', scopes: list({ a: [{ b: 1 }] }, 4_500) } }),
  '7,000 unknown fields': body(CREATE_KEY, {
    i: Object.fromEntries(list(0, 7_000).map((zero, i) => [`field${i}`, zero])),
  }),
  '7,000 variables that are not declared': body('{ viewer { scopes } }', {
    ...Object.fromEntries(list(0, 7_000).map((zero, i) => [`field${i}`, zero])),
  }),
  'lists 45,000 deep': `{"query":${JSON.stringify(NODE)},"variables":{"id":${nested('[', ']', 45_000)}}}`,
  'objects 15,000 deep': `{"query":${JSON.stringify(NODE)},"variables":{"id":${nested('{"a":', '}', 15_000, '1')}}}`,
  'an id of 92,000 characters': body(NODE, { id: LONG_NAME }),
  'an enum value of 92,000 characters': body(CREATE_KEY, { i: { name: 'x', scopes: [LONG_NAME] } }),
  'a field name of 92,000 characters': body(CREATE_KEY, { i: { name: 'x', scopes: [], [LONG_NAME]: 1 } }),
  'a moment of 92,000 digits': body(CREATE_KEY, {
    i: { name: 'x', scopes: [], expiresAt: '1'.repeat(LONG) },
  }),
  '12,000 return URLs that are none': body(RETURN_URLS, { i: { returnUrls: list('::x', 12_000) } }),
  '3,500 return URLs that are some': body(RETURN_URLS, {
    i: { returnUrls: list('https://example.com/a', 3_500) },
  }),
  'one URL of 92,000 dots': body(RETURN_URLS, { i: { returnUrls: [`https://${'a.'.repeat(45_000)}x`] } }),
  'a secret of 92,000 characters': body(SAVE, {
    i: {
      integrationKey: 'sage-business-cloud-accounting',
      credentials: { sageV31: { clientId: 'x', clientSecret: LONG_NAME } },
    },
  }),
  '500 companies': companies(500, (i) => `Company ${i}`.padEnd(120, 'x')),
  '500 companies that are there': companies(
    500,
    (i) => `Company ${i}`.padEnd(80, 'x'),
    (i) => `company-${i}`,
  ),
  '500 companies that are none': companies(
    500,
    () => ' '.repeat(60),
    () => '\u200b'.repeat(20),
  ),
  '125 companies with names of hearts': companies(125, () => '\u2764\ufe0f'.repeat(100)),
  '115 companies with names of people and a joiner': companies(115, () => `${'\u{1f468}\u{1f3fb}'.repeat(99)}\u200d`),
  'a token asked for with 46,000 numbers': body(TOKEN, { i: { linkId: list(1, 46_000) } }),
  '100 lists for 100 variables': body(
    `query(${numbered(100, (i) => `$a${i}: ApiScope`)}) { viewer { scopes } }`,
    Object.fromEntries(list(0, 100).map((_, i) => [`a${i}`, list(1, 400)])),
  ),
  'a number of 92,000 digits': `{"query":"query($n: Int) { auditEvents(first: $n) { nodes { id } } }","variables":{"n":${'9'.repeat(LONG)}}}`,
};

const documents = {
  'an operation name of 92,000 characters, and 100 unused variables': body(
    `query ${LONG_NAME}(${numbered(100, (i) => `$a${i}: Int`)}) { viewer { scopes } }`,
  ),
  'a fragment of 92,000 characters that spreads itself': body(
    `{ viewer { ...${LONG_NAME.slice(0, 30_000)} } } fragment ${LONG_NAME.slice(0, 30_000)} on Viewer { ...${LONG_NAME.slice(0, 30_000)} }`,
  ),
  'an unknown field of 92,000 characters': body(`{ ${LONG_NAME} }`),
  'an alias of 92,000 characters in a list': body(`{ auditEvents(first: 100) { nodes { ${LONG_NAME}: id } } }`),
  'an unknown directive of 92,000 characters': body(`{ viewer { scopes @${LONG_NAME} } }`),
  'an unknown argument of 92,000 characters': body(`{ viewer(${LONG_NAME}: 1) { scopes } }`),
  'a type of 92,000 characters': body(`query($a: ${LONG_NAME}) { viewer { scopes } }`),
  'an enum literal of 92,000 characters': body(
    `mutation { createApiKey(input: { name: "x", scopes: [${LONG_NAME}] }) { __typename } }`,
  ),
  '1,500 wrong literals in a list': body(
    `mutation { createApiKey(input: { name: "x", scopes: [${fill('1', 3_000, ' ')}] }) { __typename } }`,
  ),
  '950 unknown fields behind 45,000 line breaks': body(`${'\n'.repeat(45_000)}{ ${numbered(950, (i) => `f${i}`)} }`),
  '950 unknown fields behind 4,900 line breaks': body(`${'\n'.repeat(4_900)}{ ${numbered(950, (i) => `f${i}`)} }`),
  '450 unknown fields of 200 characters each': body(`{ ${numbered(450, (i) => `f${i}`.padEnd(200, 'x'))} }`),
  '60 unused variables in an operation, all names of 200 characters': body(
    `query ${'q'.repeat(200)}(${numbered(60, (i) => `$${`v${i}`.padEnd(200, 'x')}: Int`)}) { viewer { scopes } }`,
  ),
  '140 conflicts of fields behind 4,900 line breaks': body(
    `${'\n'.repeat(4_900)}{ ${numbered(140, (i) => `a: node(id: "${i}") { id }`)} }`,
  ),
  'one field 990 times': body(`{ viewer { ${fill('scopes', 990 * 7, ' ')} } }`),
  'nested fields, again and again': body(
    `{ ${fill(`integrations { ${fill(`credentialSets { ${fill('id', 27, ' ')} }`, 400, ' ')} }`, 3_000, ' ')} }`,
  ),
  'fragments that all spread each other': body(
    `{ ...F0 } ${numbered(40, (i) => `fragment F${i} on Query { ${numbered(Math.min(39 - i, 20), (j) => `...F${i + j + 1}`)} viewer { scopes } }`)}`,
  ),
  'a circle of 220 fragments with long names': body(
    `{ ...F${'y'.repeat(120)}0 } ${numbered(220, (i) => `fragment F${'y'.repeat(120)}${i} on Query { ...F${'y'.repeat(120)}${(i + 1) % 220} }`)}`,
  ),
  'a chain of 190 fragments': body(chain(190, 'scopes')),
  'a chain of 190 fragments with unknown fields': body(chain(190, 'a')),
  'a chain of 120 fragments in 60 operations': body(
    `${numbered(60, (i) => `query Q${i} { viewer { ...F0 } }`)} ${chain(120, 'scopes', '')}`,
  ),
  'a chain of 49 fragments, each with 16 fields': body(chain(49, fill('scopes', 16 * 7, ' '))),
  'a chain of 30 fragments in 20 operations': body(
    `${numbered(20, (i) => `query Q${i} { viewer { ${fill('scopes', 30 * 7, ' ')} ...F0 } }`)} ${chain(30, fill('scopes', 24 * 7, ' '), '')}`,
  ),
  '190 operations without a name': body(fill('{ viewer { scopes } }', 4_000)),
  '95,000 commas': body(`{ viewer { scopes${','.repeat(95_000)} } }`),
  '31,000 comments': body(`${'#\n'.repeat(31_000)}{ viewer { scopes } }`),
  'a block string of 46,000 lines': body(`{ node(id: """${'\n'.repeat(46_000)}""") { id } }`),
  'a string of 13,000 escapes': body(`{ node(id: "${'\\u0041'.repeat(13_000)}") { id } }`),
  'lists 980 deep in a literal': body(`{ node(id: ${nested('[', ']', 980)}) { id } }`),
  'the schema under 15 aliases': body(
    `{ ${numbered(15, (i) => `a${i}: __schema { types { name description fields { name args { name type { name } } type { name ofType { name ofType { name } } } } inputFields { name type { name } } enumValues { name description } } }`)} }`,
  ),
  'everything that can be read, under 15 aliases': body(
    `{ ${numbered(15, (i) => `a${i}: companies(first: 100) { nodes { id name links { id status integration { key name credentialOptions { apiVersion regions { ...R } } credentialSets { id regions { ...R } } } credentialSet { id regions { ...R } } } } }`)} } fragment R on SupportedRegion { id name countryCode reason supported coverage { apiVersion source note asOf availability } }`,
  ),
  'what can be compiled, under 14 aliases': body(
    `{ ${numbered(14, (i) => `a${i}: companies(first: 100) { nodes { id name links { id status integration { key name credentialOptions { apiVersion regions { id name coverage { source note } } } } } } }`)} }`,
  ),
  'integrations of companies of links of companies': body(
    `{ companies(first: 100) { nodes { links { company { links { company { links { company { links { id status statusReason } } } } } } } } } }`,
  ),
  'the whole schema once': body(
    `{ __schema { types { ...T } } } fragment T on __Type { kind name description fields(includeDeprecated: true) { name description args { ...I } type { ...R } } inputFields { ...I } interfaces { ...R } enumValues { name description } possibleTypes { ...R } } fragment I on __InputValue { name description defaultValue type { ...R } } fragment R on __Type { kind name description ofType { kind name description ofType { kind name description ofType { kind name } } } }`,
  ),
  '300 companies with everything': body(
    `{ ${numbered(3, (i) => `a${i}: companies(first: 100) { nodes { ...C links { ...L company { ...C links { ...L company { ...C links { ...L } } } } } } }`)} } fragment C on Company { id name externalId createdAt } fragment L on CompanyLink { id status statusReason integration { key name credentialOptions { apiVersion regions { id name countryCode coverage { source note } } } } }`,
  ),
  '300 audit events with their targets': body(
    `{ ${numbered(3, (i) => `a${i}: auditEvents(first: 100) { edges { cursor } nodes { id action actor occurredAt changedFields requestId target { __typename id ... on Company { name links { id status } } ... on CompanyLink { id status company { name } } } } }`)} }`,
  ),
  '300 times the same fields of fields': body(`{ ${fill('viewer { scopes scopes }', 24 * 300, ' ')} }`),
  '30 fragments of the same fields': body(
    `{ ${numbered(30, (i) => `...F${i}`)} } ${numbered(30, (i) => `fragment F${i} on Query { ${fill('viewer { scopes }', 180, ' ')} }`)}`,
  ),
};

/** All that one page of documents may be asked for. */
const REFERENCE = '{ sourceId name }';
const LINES = `lines { id position description item ${REFERENCE} account ${REFERENCE} quantity unitPrice discount net tax total taxRate ${REFERENCE} tracking ${REFERENCE} }`;
const DOCUMENT = `id sourceId dataset sourceCreatedAt sourceUpdatedAt readAt deletedAt deletion kind form number reference contact ${REFERENCE} contactName issueDate dueDate paidDate status sourceStatus currency exchangeRate net tax total outstanding paid discount baseNet baseTax baseTotal baseOutstanding withholdingTax amountsIncludeTax ${LINES} taxLines { net tax total } notes sent attachments tracking ${REFERENCE}`;
/** Of a linked company. The benchmark puts in the id of a link with documents. */
const ofLink = (fields) => body(`{ node(id: "LINK_ID") { ... on CompanyLink { ${fields} } } }`);
const documentsWith = (fields) => `documents(first: 100) { edges { cursor node { ${fields} } } }`;
const REGIONS = 'integration { credentialOptions { regions { id name coverage { source note } } } }';

const records = {
  '100 documents with all their fields and lines': ofLink(documentsWith(DOCUMENT)),
  '100 documents with all their fields and lines, and a directive': ofLink(
    documentsWith(DOCUMENT.replace('notes', 'notes @include(if: true)')),
  ),
  'three pages of 100 documents with their lines': ofLink(
    numbered(3, (i) => `a${i}: documents(first: 100, issuedTo: "2026-11-0${i + 1}") { nodes { ${DOCUMENT} } }`),
  ),
  'the JSON of 100 documents': ofLink(documentsWith('raw')),
  '500 changes with all fields of their documents': ofLink(
    `changes(first: 500) { nodes { action record { id sourceId dataset readAt ... on Document { ${DOCUMENT.replace(LINES, '')} } ... on Contact { name email } } } }`,
  ),
  '500 changes with all fields and lines of their documents': ofLink(
    `changes(first: 500) { nodes { action record { id ... on Document { ${DOCUMENT} } } } }`,
  ),
  'the JSON of 500 changes': ofLink('changes(first: 500) { nodes { record { id raw } } }'),
  '100 documents whose lines lead to their accounts': ofLink(
    documentsWith(
      'contact { record { id ... on Contact { name } } } lines { net account { record { id ... on LedgerAccount { code name } } } }',
    ),
  ),
  '100 documents, and all regions under 14 aliases': ofLink(
    `documents(first: 100) { nodes { id total } } ${numbered(14, (i) => `a${i}: ${REGIONS}`)}`,
  ),
};

const envelopes = {
  'an operation name of 92,000 characters that is not there': body('{ viewer { scopes } }', undefined, {
    operationName: LONG_NAME,
  }),
  '8,000 extensions': body('{ viewer { scopes } }', undefined, {
    extensions: Object.fromEntries(list(0, 8_000).map((zero, i) => [`e${i}`, zero])),
  }),
  'a batch of 33,000': `[${fill('{}', 98_000, ',')}]`,
  'JSON 99,000 deep that never closes': '['.repeat(99_000),
  '99,000 spaces': body('{ viewer { scopes } }').padEnd(BYTES - 100, ' '),
};

export const HOSTILE_BODIES = Object.entries({ ...variables, ...documents, ...records, ...envelopes }).map(
  ([name, text]) => ({
    name,
    text,
  }),
);
