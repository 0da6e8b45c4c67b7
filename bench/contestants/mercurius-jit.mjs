/** Mercurius with its JIT (graphql-jit) from the first run on, pg and Mercurius' own loaders, on fastify. */
import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import mercurius from 'mercurius';
import { credentialSetResolvers, integration, integrations, loadRelation, relations } from './plain-queries.mjs';

const loaders = Object.fromEntries(
  Object.entries(relations).map(([type, fields]) => [
    type,
    Object.fromEntries(
      Object.entries(fields).map(([field, relation]) => [
        field,
        {
          loader: (queries) =>
            loadRelation(
              relation,
              queries.map(({ obj }) => obj),
            ),
          // A request loads no object twice here, and the cache would use whole objects as JSON keys.
          opts: { cache: false },
        },
      ]),
    ),
  ]),
);

const app = fastify({ logger: false });
app.register(mercurius, {
  schema: readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Query: {
      integrations: () => integrations(),
      integration: (_parent, { key }) => integration(key),
    },
    ...credentialSetResolvers,
    CredentialSet: { resolveType: ({ typeName }) => typeName },
  },
  loaders,
  jit: 1,
});
await app.listen({ port: 0, host: '127.0.0.1' });
console.log(JSON.stringify({ port: app.server.address().port, msg: 'ready' }));
