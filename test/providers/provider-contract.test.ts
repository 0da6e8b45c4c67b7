import { expect, test } from '@jest/globals';
import { startSandbox } from '../../sandbox/start.js';
import { platforms } from '../../src/providers/registry.js';
import { sage } from '../../src/providers/sage/sage.provider.js';
import { createFakeFactory, fakeDefinition } from '../support/fake-platform/fake-provider.js';
import { FAKE_KEYS, FakeServer, ORGANISATIONS } from '../support/fake-platform/fake-server.js';
import { V30_KEYS, V31_KEYS } from '../support/linking.js';
import { describeProvider } from './provider-contract.js';
import type { ContractCase } from './provider-contract-case.js';

/** Sage, with the sandbox in its place. */
const sageCase = (
  apiVersion: string,
  keys: Readonly<Record<string, string>>,
  { user, businesses }: { user: string; businesses: number },
): ContractCase => ({
  name: `Sage v${apiVersion}`,
  definition: sage.definition,
  apiVersion,
  keys,
  country: 'GB',
  at: (origin) => sage.create({ sandboxUrl: origin }),
  async startStandIn() {
    const sandbox = await startSandbox({ port: 0 });
    const users: { user: string; businesses: { id: string }[] }[] = (await sandbox.control.get('/users')).users;
    const businessId = users.find((found) => found.user === user)?.businesses[0]?.id;
    await sandbox.control.post('/books', { businessId, size: 'small' });
    await sandbox.control.patch('/settings', { oddPercent: 60 });
    return {
      provider: sage.create({ sandboxUrl: sandbox.url }),
      businesses,
      async signIn(url, decision) {
        const asked = { url: url.href, user, decision, country: 'gb' };
        const { location } = (await sandbox.control.post('/authorize', asked)) as { location: string };
        return new URL(location);
      },
      stop: () => sandbox.stop(),
    };
  },
});

const fakeCase: ContractCase = {
  name: 'Fakebooks',
  definition: fakeDefinition,
  apiVersion: '1',
  keys: FAKE_KEYS,
  country: null,
  at: (origin) => createFakeFactory(origin).create({ sandboxUrl: undefined }),
  async startStandIn() {
    const server = new FakeServer();
    const provider = fakeCase.at(await server.start());
    return {
      provider,
      businesses: ORGANISATIONS.length,
      signIn: async (url, decision) => server.signIn(url, decision),
      stop: () => server.stop(),
    };
  },
};

const cases = [
  sageCase('3.1', V31_KEYS, { user: 'three', businesses: 3 }),
  sageCase('3.0', V30_KEYS, { user: 'one', businesses: 1 }),
  fakeCase,
];
for (const one of cases) describeProvider(one);

test('every API version of every registered platform is among them', () => {
  const covered = cases.map(({ definition, apiVersion }) => `${definition.key} ${apiVersion}`);
  const known = platforms.flatMap(({ definition }) =>
    definition.options.map(({ apiVersion }) => `${definition.key} ${apiVersion}`),
  );
  expect(covered).toEqual(expect.arrayContaining(known));
});
