import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  findBreakingChanges,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  graphqlSync,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from 'graphql';
import { createSchema } from '../../src/api/schema.js';
import { allSlices } from '../../src/composition/composition.js';
import { PROMISED_DATA } from '../support/promised-data.js';
import { PROMISED_EVENTS } from '../support/promised-events.js';
import { PROMISED_LINKING } from '../support/promised-linking.js';

/** The surface that clients are promised, by name and type. More may come; nothing of this may go or change. */
const PROMISED = `
scalar DateTime scalar Date scalar CountryCode scalar URL scalar Secret scalar JSON
interface Node { id: ID! }
interface Problem { code: String! message: String! }

type Query { node(id: ID!): Node viewer: Viewer! integrations(enabled: Boolean): [Integration!]! integration(key: String!): Integration
  supportedRegions(integrationKey: String!, supported: Boolean): [SupportedRegion!]!
  company(id: ID!): Company companies(first: Int = 50, after: String, search: String, linkStatus: LinkStatus): CompanyConnection!
  auditEvents(first: Int = 50, after: String, targetId: ID): AuditEventConnection! apiKeys: [ApiKey!]! }
type Mutation { saveCredentials(input: SaveCredentialsInput!): SaveCredentialsResult!
  deleteCredentialSet(input: DeleteCredentialSetInput!): DeleteCredentialSetResult!
  enableIntegration(input: EnableIntegrationInput!): EnableIntegrationResult!
  disableIntegration(input: DisableIntegrationInput!): DisableIntegrationResult!
  createCompany(input: CreateCompanyInput!): CreateCompanyResult! linkCompany(input: LinkCompanyInput!): LinkCompanyResult!
  chooseBusiness(input: ChooseBusinessInput!): ChooseBusinessResult! setReturnUrls(input: SetReturnUrlsInput!): SetReturnUrlsResult!
  unlinkCompany(input: UnlinkCompanyInput!): UnlinkCompanyResult!
  callPlatform(input: CallPlatformInput!): CallPlatformResult!
  createApiKey(input: CreateApiKeyInput!): CreateApiKeyResult! revokeApiKey(input: RevokeApiKeyInput!): RevokeApiKeyResult! }

enum IntegrationStatus { NOT_CONFIGURED DISABLED ENABLED }
enum SourceType { ACCOUNTING }
type Integration implements Node { id: ID! key: String! name: String! sourceType: SourceType! status: IntegrationStatus! enabled: Boolean!
  credentialOptions: [CredentialOption!]! credentialSets: [CredentialSet!]! defaultCredentialSet: CredentialSet
  supportedRegions(supported: Boolean): [SupportedRegion!]! setupSteps: [SetupStep!]! callbackUrl: URL! developerPortalUrl: URL!
  documentationUrl: URL version: Int! updatedAt: DateTime }
type CredentialOption { apiVersion: String! inputField: String! label: String! fields: [CredentialField!]! regions: [SupportedRegion!]!
  retiresOn: Date note: String preselected: Boolean! }
type CredentialField { name: String! label: String! secret: Boolean! required: Boolean! help: String }
enum CredentialSetStatus { CURRENT SUPERSEDED }
interface CredentialSet implements Node { id: ID! apiVersion: String! label: String! status: CredentialSetStatus! clientId: String!
  clientSecret: StoredSecret! regions: [SupportedRegion!]! savedAt: DateTime! savedBy: String! faultySince: DateTime fallbackSince: DateTime refusedSince: DateTime }
type SageV30CredentialSet implements CredentialSet & Node { id: ID! apiVersion: String! label: String! status: CredentialSetStatus!
  clientId: String! clientSecret: StoredSecret! regions: [SupportedRegion!]! savedAt: DateTime! savedBy: String! faultySince: DateTime fallbackSince: DateTime refusedSince: DateTime
  signingSecret: StoredSecret! subscriptionKey: StoredSecret! }
type SageV31CredentialSet implements CredentialSet & Node { id: ID! apiVersion: String! label: String! status: CredentialSetStatus!
  clientId: String! clientSecret: StoredSecret! regions: [SupportedRegion!]! savedAt: DateTime! savedBy: String! faultySince: DateTime fallbackSince: DateTime refusedSince: DateTime }
type StoredSecret { setAt: DateTime! fingerprint: String! }
enum RegionAvailability { CONFIRMED LISTED NOT_COVERED }
type SupportedRegion implements Node { id: ID! countryCode: CountryCode! name: String! flag: String! supported: Boolean! reason: String
  coverage: [RegionCoverage!]! linkable: Boolean! }
type RegionCoverage { apiVersion: String! availability: RegionAvailability! note: String source: String! asOf: Date! }
type SetupStep { key: String! title: String! instructions: String! done: Boolean! }

enum EnableChoice { NOW LATER }
input SaveCredentialsInput { integrationKey: String! credentials: CredentialsInput! enable: EnableChoice! = LATER check: Boolean! = false expectedVersion: Int }
enum KeyCheckResult { ACCEPTED REFUSED UNKNOWN NOT_POSSIBLE }
input CredentialsInput @oneOf { sageV30: SageV30CredentialsInput sageV31: SageV31CredentialsInput }
input SageV30CredentialsInput { clientId: String! clientSecret: Secret! signingSecret: Secret! subscriptionKey: Secret! }
input SageV31CredentialsInput { clientId: String! clientSecret: Secret! }
union SaveCredentialsResult = SaveCredentialsSuccess | CredentialsRejected | IntegrationNotFound | VersionConflict
type SaveCredentialsSuccess { message: String! integration: Integration! credentialSet: CredentialSet! changed: Boolean! warnings: [String!]! keyCheck: KeyCheckResult }
type CredentialsRejected implements Problem { code: String! message: String! faults: [CredentialFault!]! }
enum CredentialFaultReason { MISSING CONTAINS_WHITESPACE CONTAINS_INVISIBLE_CHARACTER TOO_LONG NOT_APPLICABLE }
type CredentialFault { field: String! reason: CredentialFaultReason! message: String! }
type IntegrationNotFound implements Problem { code: String! message: String! }
type VersionConflict implements Problem { code: String! message: String! currentVersion: Int! }

input DeleteCredentialSetInput { credentialSetId: ID! expectedVersion: Int }
union DeleteCredentialSetResult = DeleteCredentialSetSuccess | CredentialSetNotFound | CredentialSetInUse | LastCredentialSet | VersionConflict
type DeleteCredentialSetSuccess { integration: Integration! }
type CredentialSetNotFound implements Problem { code: String! message: String! }
type CredentialSetInUse implements Problem { code: String! message: String! linkCount: Int! }
type LastCredentialSet implements Problem { code: String! message: String! }
input EnableIntegrationInput { integrationKey: String! expectedVersion: Int }
union EnableIntegrationResult = EnableIntegrationSuccess | CredentialsMissing | IntegrationNotFound | VersionConflict
type EnableIntegrationSuccess { integration: Integration! }
type CredentialsMissing implements Problem { code: String! message: String! unmetSteps: [SetupStep!]! }
input DisableIntegrationInput { integrationKey: String! expectedVersion: Int }
union DisableIntegrationResult = DisableIntegrationSuccess | IntegrationNotFound | VersionConflict
type DisableIntegrationSuccess { integration: Integration! }

enum ApiScope { INTEGRATIONS_READ INTEGRATIONS_WRITE COMPANIES_READ COMPANIES_WRITE TOKENS_ISSUE PLATFORM_READ PLATFORM_WRITE DATA_READ DATA_READ_BANK_NUMBERS DATA_PULL EVENTS_READ WEBHOOKS_WRITE AUDIT_READ API_KEYS_WRITE }
type Viewer { workspace: Workspace! apiKey: ApiKey scopes: [ApiScope!]! }
type Workspace implements Node { id: ID! name: String! returnUrls: [URL!]! }
type ApiKey implements Node { id: ID! name: String! prefix: String! scopes: [ApiScope!]! createdAt: DateTime! expiresAt: DateTime
  lastUsedAt: DateTime revokedAt: DateTime }
input CreateApiKeyInput { name: String! scopes: [ApiScope!]! expiresAt: DateTime }
union CreateApiKeyResult = CreateApiKeySuccess | ScopeEscalation
type CreateApiKeySuccess { apiKey: ApiKey! key: String! }
type ScopeEscalation implements Problem { code: String! message: String! }
input RevokeApiKeyInput { apiKeyId: ID! }
union RevokeApiKeyResult = RevokeApiKeySuccess | ApiKeyNotFound | ScopeEscalation
type RevokeApiKeySuccess { apiKey: ApiKey! }
type ApiKeyNotFound implements Problem { code: String! message: String! }

input CallPlatformInput { linkId: ID! method: HttpMethod! path: String! query: [QueryParameter!] body: JSON idempotencyKey: String }
enum HttpMethod { GET POST PUT PATCH DELETE }
input QueryParameter { name: String! value: String! }
union CallPlatformResult = PlatformAnswer | PlatformBusy | OutcomeUnknown | PathNotAllowed | LinkNotFound | LinkPending | RelinkRequired | IntegrationDisabled | PlatformUnavailable | CredentialsFaulty | IdempotencyKeyReused
type PlatformAnswer { status: Int! headers: [HttpHeader!]! body: JSON }
type HttpHeader { name: String! value: String! }
type LinkPending implements Problem { code: String! message: String! }
type RelinkRequired implements Problem { code: String! message: String! link: CompanyLink! }
type CredentialsFaulty implements Problem { code: String! message: String! credentialSet: CredentialSet }
type PlatformBusy implements Problem { code: String! message: String! retryAfterSeconds: Int! }
type OutcomeUnknown implements Problem { code: String! message: String! }
type PathNotAllowed implements Problem { code: String! message: String! }
type IdempotencyKeyReused implements Problem { code: String! message: String! }

type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type AuditEventConnection { edges: [AuditEventEdge!]! nodes: [AuditEvent!]! pageInfo: PageInfo! }
type AuditEventEdge { cursor: String! node: AuditEvent! }
type AuditEvent implements Node { id: ID! occurredAt: DateTime! actor: String! action: String! target: Node targetType: String! targetLabel: String changedFields: [String!]!
  requestId: String! }
${PROMISED_LINKING}${PROMISED_DATA}${PROMISED_EVENTS}`;

let schema: GraphQLSchema;
let types: GraphQLNamedType[];
beforeAll(async () => {
  schema = await createSchema(allSlices);
  types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
});

test('it is valid, and the introspection query that tools begin with is answered', () => {
  expect(validateSchema(schema)).toEqual([]);
  expect(graphqlSync({ schema, source: getIntrospectionQuery() }).errors).toBeUndefined();
});

interface Described {
  readonly name: string;
  readonly description?: string | null;
}
/** A type and all that it is made of, each with a name to know it by. */
function partsOf(type: GraphQLNamedType): [string, Described][] {
  const found: [string, Described][] = [[type.name, type]];
  if (isEnumType(type)) for (const one of type.getValues()) found.push([`${type.name}.${one.name}`, one]);
  if (isInputObjectType(type))
    for (const one of Object.values(type.getFields())) found.push([`${type.name}.${one.name}`, one]);
  if (isObjectType(type) || isInterfaceType(type))
    for (const field of Object.values(type.getFields())) {
      found.push([`${type.name}.${field.name}`, field]);
      for (const argument of field.args) found.push([`${type.name}.${field.name}(${argument.name})`, argument]);
    }
  return found;
}

describe('the schema', () => {
  test('is what schema.graphql says', () => {
    const committed = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(committed);
  });

  /** Fields of input types beyond the promise, each of which may be left out. */
  const ADDED = [['ReplayEventsInput', 'after', 'String', undefined]];

  test('holds everything that was promised, unchanged', () => {
    const promised = buildSchema(PROMISED);
    expect(findBreakingChanges(promised, schema).map(({ description }) => description)).toEqual([]);
    // What that comparison does not look at: defaults, and the other direction of input types.
    const inputOf = (of: GraphQLSchema, name: string) => of.getType(name) as GraphQLInputObjectType;
    for (const { name } of Object.values(promised.getTypeMap()).filter(isInputObjectType)) {
      const fields = (of: GraphQLSchema) =>
        Object.values(inputOf(of, name).getFields()).map(({ name: field, type, defaultValue }) => [
          field,
          String(type),
          defaultValue,
        ]);
      const added = ADDED.filter(([type]) => type === name).map(([_type, ...field]) => field);
      expect([name, fields(schema).sort()]).toEqual([name, [...fields(promised), ...added].sort()]);
    }
    const first = schema
      .getQueryType()
      ?.getFields()
      .auditEvents?.args.find(({ name }) => name === 'first');
    expect(first?.defaultValue).toBe(50);
  });

  test('describes every type, field, argument and value, in a sentence', () => {
    const parts = types.flatMap(partsOf);
    expect(parts.length).toBeGreaterThan(250);
    const silent = parts.filter(([, { description }]) => !/^\S.{5,}[.!?]$/s.test(description ?? ''));
    const builtIn = ['String', 'Boolean', 'Int', 'ID'];
    expect(silent.map(([name]) => name).filter((name) => !builtIn.includes(name))).toEqual([]);
  });

  test('has no field that answers a secret, and no problem without a code and a message', () => {
    for (const type of types.filter((one) => isObjectType(one) || isInterfaceType(one)))
      for (const field of Object.values(type.getFields()))
        expect([`${type.name}.${field.name}`, getNamedType(field.type).name]).not.toContain('Secret');
    const secret = schema.getType('Secret');
    expect(isLeafType(secret) && (() => secret.serialize('x'))).toThrow('A secret is never returned.');
  });

  test('tells clients that credentials are one of several kinds', () => {
    const { data } = graphqlSync({
      schema,
      source: '{ __schema { types { name isOneOf } } }',
    });
    const answer = data as { __schema: { types: { name: string; isOneOf: boolean | null }[] } };
    const oneOf = answer.__schema.types.filter(({ isOneOf }) => isOneOf);
    expect(oneOf.map(({ name }) => name)).toEqual(['CredentialsInput']);
  });

  test('answers a problem in every result that is not plain success', () => {
    const problems = schema.getPossibleTypes(schema.getType('Problem') as never).map(({ name }) => name);
    expect(problems).toHaveLength(37);
    for (const name of ['Save', 'Delete', 'Enable', 'Disable']) {
      const union = types.find((type) => type.name.startsWith(name) && type.name.endsWith('Result'));
      const members = schema.getPossibleTypes(union as never).map((member) => member.name);
      expect(members.filter((member) => !problems.includes(member))).toEqual([
        expect.stringMatching(new RegExp(`^${name}\\w+Success$`)),
      ]);
    }
  });
});
