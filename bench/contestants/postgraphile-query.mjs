/** The same query with PostGraphile's names of tables and columns, and the conversion of its answer to our names. */
import { Kind, parse } from 'graphql';

const inOrder = 'orderBy: POSITION_ASC';
const below = (table) => `${table}ByIntegrationKeyList(${inOrder})`;
const secret = (field) => `credentialSecretsByCredentialSetIdList(condition: { field: "${field}" })`;
const SECRETS = ['clientSecret', 'signingSecret', 'subscriptionKey'];
const NAMES = {
  integrations: 'allIntegrationsList(orderBy: [NAME_ASC, KEY_ASC])',
  integration: 'integrationByKey(key: $key)',
  id: 'rowId',
  credentialOptions: below('credentialOptions'),
  credentialSets: below('credentialSets'),
  supportedRegions: below('supportedRegions'),
  setupSteps: below('setupSteps'),
  defaultCredentialSet: 'credentialSetByDefaultSetId',
  regions: `optionRegionsByOptionIdList(${inOrder})`,
  coverage: `regionCoveragesByRegionIdList(${inOrder})`,
  ...Object.fromEntries(SECRETS.map((field) => [field, secret(field)])),
};

export function toPostgraphile(query) {
  const [{ selectionSet }] = parse(query).definitions;
  return `query${query.includes('$key') ? '($key: String!)' : ''} ${print(selectionSet)}`;
}

function print({ selections }) {
  return `{ ${selections.map(printOne).join(' ')} }`;
}

function printOne(selection) {
  // PostGraphile has one type for all sets: fields of one kind are null for the others.
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet.selections.map(printOne).join(' ');
  const name = selection.name.value;
  const renamed = NAMES[name] ? `${name}: ${NAMES[name]}` : name;
  // A jsonb column is one value.
  if (selection.selectionSet === undefined || name === 'fields') return renamed;
  const inner = print(selection.selectionSet);
  return `${renamed} ${name === 'regions' ? `{ region: supportedRegionByRegionId ${inner} }` : inner}`;
}

export function fromPostgraphile(answer) {
  return JSON.parse(JSON.stringify(answer), (name, value) => {
    if (SECRETS.includes(name)) return value[0];
    if (name === 'regions') return value.map(({ region }) => region);
    return value;
  });
}
