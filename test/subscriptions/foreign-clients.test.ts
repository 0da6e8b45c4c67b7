import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache, Observable } from '@apollo/client';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Client, fetchExchange, type SubscriptionForwarder, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-sse';
import { startTestApp } from '../support/app.js';
import { follow } from '../support/follow-events.js';
import { insertEvents } from '../support/insert-events.js';
import { until } from '../support/processes.js';
import { startSecondApp } from '../support/second-app.js';
import { textOf } from '../support/source-files.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { useNew, useStarted } from '../support/use-started.js';

const app = useStarted(async () => {
  const started = await startTestApp();
  return Object.assign(started, { url: await started.app.listen({ port: 0, host: '127.0.0.1' }) });
});
const workspace = useNew(() => app.newWorkspace());
afterAll(() => app.services.eventFeed.endAll());

const EVENTS = 'subscription($after: String) { events(after: $after) { number } }';
const insert = (count: number) => insertEvents(app.database, workspace.id, count);
const headers = () => ({ authorization: `Bearer ${workspace.key}` });
const sseClient = () => createClient({ url: `${app.url}/graphql`, headers: headers(), retryAttempts: 0 });
interface Answer {
  readonly data?: { readonly events: { readonly number: string } } | null;
}

/** Follows from the first event on while events happen, and expects each once. */
async function expectAll(subscribe: (next: (answer: Answer) => void) => () => void): Promise<void> {
  const numbers: (string | undefined)[] = [];
  await insert(3);
  const unsubscribe = subscribe(({ data }) => numbers.push(data?.events.number));
  await until('what was missed came', async () => numbers.length === 3);
  await insert(2);
  await until('what happened came', async () => numbers.length >= 5);
  expect(numbers).toEqual(['1', '2', '3', '4', '5']);
  unsubscribe();
}
const forwardSubscription: SubscriptionForwarder = ({ query = '', variables }) => ({
  subscribe: (sink) => ({
    unsubscribe: sseClient().subscribe({ query, variables: { ...variables } }, sink as never),
  }),
});
const request = { query: EVENTS, variables: { after: '' } };

describe('a client that was not written here follows events and asks for other things', () => {
  test('graphql-sse', async () => {
    const client = sseClient();
    await expectAll((next) =>
      client.subscribe<{ events: { number: string } }>(request, { next, error() {}, complete() {} }),
    );
    const answers = [];
    for await (const answer of client.iterate({ query: '{ viewer { scopes } }' })) answers.push(answer);
    expect(answers).toEqual([{ data: { viewer: { scopes: expect.arrayContaining(['EVENTS_READ']) } } }]);
  });

  test.each([
    ['by itself', { fetchSubscriptions: true, exchanges: [fetchExchange] }],
    ['with graphql-sse', { exchanges: [subscriptionExchange({ forwardSubscription }), fetchExchange] }],
  ])('@urql/core %s', async (_how, options) => {
    const client = new Client({
      ...{ url: `${app.url}/graphql`, preferGetMethod: false, fetchOptions: { headers: headers() } },
      ...options,
    });
    await expectAll((next) => client.subscription(EVENTS, request.variables).subscribe(next).unsubscribe);
    const { data } = await client.query('{ events { nodes { number } } }', {});
    expect(data.events.nodes).toHaveLength(5);
  });

  test('Apollo Client, over its HTTP link and a link for streams', async () => {
    const stream = new ApolloLink(
      ({ query, variables }) =>
        new Observable((observer) =>
          sseClient().subscribe(
            { query: query.loc?.source.body ?? '', variables },
            {
              next: (answer) => observer.next(answer as ApolloLink.Result),
              error: (error) => observer.error(error),
              complete: () => observer.complete(),
            },
          ),
        ),
    );
    const http = new HttpLink({ uri: `${app.url}/graphql`, headers: headers() });
    const link = ApolloLink.split(({ operationType }) => operationType === 'subscription', stream, http);
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    await expectAll((next) => {
      const following = client
        .subscribe({ query: gql(EVENTS), variables: request.variables })
        .subscribe((answer) => next(answer as Answer));
      return () => following.unsubscribe();
    });
    const { data } = await client.query({ query: gql('{ events { nodes { number } } }') });
    expect((data as { events: { nodes: object[] } }).events.nodes).toHaveLength(5);
  });
});

describe('the program of docs/subscriptions.md', () => {
  test('is the one that runs here', () => {
    expect(textOf('docs/subscriptions.md')).toContain(textOf('test/support/follow-events.ts'));
  });

  test('goes on at another instance when its connection breaks, without a gap and without a repetition', async () => {
    const second = await startSecondApp(app);
    const [port, otherPort] = [app.url, await second.app.listen({ port: 0, host: '127.0.0.1' })].map((url) =>
      Number(new URL(url).port),
    );
    const first = await startTcpProxy({ host: '127.0.0.1', port: port ?? 0 });
    const numbers: string[] = [];
    await insert(2);
    const following = follow(`http://127.0.0.1:${first.port}`, workspace.key, '', ({ number }) => {
      numbers.push(number);
    });
    await until('two came', async () => numbers.length === 2);
    await first.close();
    await insert(2);
    const other = await startTcpProxy({ host: '127.0.0.1', port: otherPort ?? 0 }, first.port);
    await insert(1);
    await until('five came', async () => numbers.length >= 5);
    await app.database.admin.query('UPDATE ledgerlink.api_key SET revoked_at = now() WHERE workspace_id = $1', [
      workspace.id,
    ]);
    await expect(following).rejects.toThrow('revoked');
    expect(numbers).toEqual(['1', '2', '3', '4', '5']);
    await other.close();
    await second.close();
  });
});
