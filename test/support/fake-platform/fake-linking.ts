import { syncCatalogue } from '../../../src/catalogue/catalogue-sync.repository.js';
import { allSlices } from '../../../src/composition/composition.js';
import type { ProcessContext, Slice } from '../../../src/infra/slices/slice.js';
import { createProviders, platforms } from '../../../src/providers/registry.js';
import { startTestApp, type TestApp } from '../app.js';
import { PUBLIC_URL } from '../link-browser.js';
import { createFakeFactory, fakeDefinition } from './fake-provider.js';
import { FakeServer } from './fake-server.js';

export interface FakeLinking {
  readonly app: TestApp;
  readonly server: FakeServer;
  readonly origin: string;
  close(): Promise<void>;
}

/** The product with the platform of the tests beside its own, and that platform's server on loopback. */
export async function startFakeLinking(): Promise<FakeLinking> {
  const server = new FakeServer();
  const origin = await server.start();
  const app = await startTestApp({ PUBLIC_URL, MUTATIONS_PER_MINUTE: '10000' }, withFake(origin));
  await syncCatalogue(
    { query: async (text, values) => (await app.database.admin.query(text, values && [...values])).rows },
    [fakeDefinition],
  );
  return {
    app,
    server,
    origin,
    close: async () => {
      await app.close();
      await server.stop();
    },
  };
}

/** All slices, of which `providers` makes one provider more, and a file of GraphQL types as a platform brings it. */
function withFake(origin: string): Slice[] {
  const factories = [...platforms, createFakeFactory(origin)];
  return [
    ...allSlices.map((slice) =>
      slice.name === 'providers'
        ? {
            ...slice,
            services: { providers: ({ config }: ProcessContext) => createProviders(config, factories) },
          }
        : slice,
    ),
    {
      name: 'fakebooks',
      services: {},
      loaders: {},
      loadTypes: async () => void (await import('./fake.graphql.js')),
    },
  ];
}
