/**
 * Apollo Server standalone with TypeGraphQL and TypeORM, as in TypeGraphQL's example for TypeORM
 * (examples/typeorm-basic-usage): entities are types, and field resolvers read from a repository.
 */
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Arg, buildSchema, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { DataSource } from 'typeorm';
import * as catalogue from './stock-apollo.catalogue.js';
import * as workspace from './stock-apollo.workspace.js';

const { CredentialOption, OptionRegion, RegionCoverage, SetupStep, SupportedRegion } = catalogue;
const { ApiKey, CredentialSecret, CredentialSet, Integration, Viewer, Workspace } = workspace;
const kindsOfSets = [workspace.SageV30CredentialSet, workspace.SageV31CredentialSet];

const dataSource = new DataSource({
  type: 'postgres',
  url: process.env.DATABASE_URL,
  schema: 'peer',
  poolSize: 10,
  installExtensions: false,
  entities: [
    ...[CredentialOption, OptionRegion, RegionCoverage, SetupStep, SupportedRegion],
    ...[ApiKey, CredentialSecret, CredentialSet, Integration, Workspace, ...kindsOfSets],
  ],
});
await dataSource.initialize();
const integrations = dataSource.getRepository(Integration);
const options = dataSource.getRepository(CredentialOption);
const optionRegions = dataSource.getRepository(OptionRegion);
const sets = dataSource.getRepository(CredentialSet);
const regions = dataSource.getRepository(SupportedRegion);
const coverages = dataSource.getRepository(RegionCoverage);
const steps = dataSource.getRepository(SetupStep);
const apiKeys = dataSource.getRepository(ApiKey);
const order = { position: 'ASC' } as const;

interface Context {
  apiKey?: workspace.ApiKey;
}

@Resolver(() => Integration)
class IntegrationResolver {
  @Query(() => [Integration])
  integrations() {
    return integrations.find({ order: { name: 'ASC' } });
  }

  @Query(() => Integration, { nullable: true })
  integration(@Arg('key', () => String) key: string) {
    return integrations.findOneBy({ key });
  }

  @FieldResolver(() => [CredentialOption])
  credentialOptions(@Root() { key }: workspace.Integration) {
    return options.find({ where: { integrationKey: key }, order });
  }

  @FieldResolver(() => [CredentialSet])
  credentialSets(@Root() { key }: workspace.Integration) {
    return sets.find({ where: { integrationKey: key }, relations: { secrets: true }, order });
  }

  @FieldResolver(() => CredentialSet, { nullable: true })
  defaultCredentialSet(@Root() { defaultSetId }: workspace.Integration) {
    return defaultSetId && sets.findOne({ where: { id: defaultSetId }, relations: { secrets: true } });
  }

  @FieldResolver(() => [SupportedRegion])
  supportedRegions(@Root() { key }: workspace.Integration) {
    return regions.find({ where: { integrationKey: key }, order });
  }

  @FieldResolver(() => [SetupStep])
  setupSteps(@Root() { key }: workspace.Integration) {
    return steps.find({ where: { integrationKey: key }, order });
  }

  @Query(() => Viewer)
  viewer(@Ctx() { apiKey }: Context) {
    if (apiKey === undefined) throw new Error('not signed in');
    return { workspace: apiKey.workspace, scopes: apiKey.scopes };
  }
}

@Resolver(() => CredentialOption)
class CredentialOptionResolver {
  @FieldResolver(() => [SupportedRegion])
  async regions(@Root() { id }: catalogue.CredentialOption) {
    const found = await optionRegions.find({ where: { optionId: id }, relations: { region: true }, order });
    return found.map(({ region }) => region);
  }
}

@Resolver(() => SupportedRegion)
class SupportedRegionResolver {
  @FieldResolver(() => [RegionCoverage])
  coverage(@Root() { id }: catalogue.SupportedRegion) {
    return coverages.find({ where: { regionId: id }, order });
  }
}

/** Only the work that compares requests with an API key sends one. */
async function signIn(authorization: string | undefined): Promise<Context> {
  if (authorization === undefined) return {};
  const hash = createHash('sha256')
    .update(authorization.replace(/^Bearer /, ''))
    .digest('hex');
  const apiKey = await apiKeys.findOne({ where: { hash }, relations: { workspace: true } });
  if (apiKey === null || apiKey.revokedAt !== null) throw new Error('not signed in');
  return { apiKey };
}

const schema = await buildSchema({
  resolvers: [IntegrationResolver, CredentialOptionResolver, SupportedRegionResolver],
  orphanedTypes: kindsOfSets,
});
const { url } = await startStandaloneServer(new ApolloServer<Context>({ schema }), {
  listen: { port: 0, host: '127.0.0.1' },
  context: ({ req }) => signIn(req.headers.authorization),
});
console.log(JSON.stringify({ port: Number(new URL(url).port), msg: 'ready' }));
