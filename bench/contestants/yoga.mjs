/** GraphQL Yoga on node:http, as its documentation sets it up for production, with pg and dataloader. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import { credentialSetResolvers, integration, integrations, loadRelation, relations } from './plain-queries.mjs';

/** `{ Integration: { setupSteps: (parent, _args, { loaders }) => … } }`, a loader per relation and request. */
const relationResolvers = Object.fromEntries(
  Object.entries(relations).map(([type, fields]) => [
    type,
    Object.fromEntries(
      Object.keys(fields).map((field) => [field, (parent, _args, { loaders }) => loaders[type][field].load(parent)]),
    ),
  ]),
);

function createLoaders() {
  return Object.fromEntries(
    Object.entries(relations).map(([type, fields]) => [
      type,
      Object.fromEntries(
        Object.entries(fields).map(([field, relation]) => [
          field,
          new DataLoader((parents) => loadRelation(relation, parents), { cacheKeyFn: relation.keyOf }),
        ]),
      ),
    ]),
  );
}

const schema = createSchema({
  typeDefs: readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Query: {
      integrations: () => integrations(),
      integration: (_parent, { key }) => integration(key),
    },
    ...relationResolvers,
    ...credentialSetResolvers,
    CredentialSet: { __resolveType: ({ typeName }) => typeName },
  },
});

const yoga = createYoga({
  schema,
  context: () => ({ loaders: createLoaders() }),
  logging: false,
  graphiql: false,
  landingPage: false,
});
const server = createServer(yoga).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: server.address().port, msg: 'ready' }));
});
