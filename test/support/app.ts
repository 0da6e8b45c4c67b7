import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import supertest from 'supertest';
import { createApp } from '../../src/composition/app.js';
import { allSlices, compose } from '../../src/composition/composition.js';
import { createDataSource } from '../../src/composition/data-source.js';
import { loadConfig } from '../../src/infra/config/config.js';
import { Database } from '../../src/infra/database/database.js';
import type { Lifecycle } from '../../src/infra/http/health.js';
import { createLogger } from '../../src/infra/observability/logger.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import type { Services, Slice } from '../../src/infra/slices/slice.js';
import { openEncryption } from '../../src/start/start-up.js';
import type { Scope } from '../../src/workspaces/api-key.rules.js';
import { createDatabase, encryptionKeys, type TestDatabase } from './database.js';

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field, and their shape is what is tested
export type Json = any;

const TRIES_WHILE_BUSY = 5;

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly data: Json;
  readonly errors: Json[] | undefined;
  readonly text: string;
}

export interface TestWorkspace {
  readonly id: string;
  readonly key: string;
}

export interface TestApp {
  readonly app: FastifyInstance;
  readonly database: TestDatabase;
  /** The first workspace, with a key that has every scope. */
  readonly workspace: TestWorkspace;
  readonly services: Services;
  /** Everything the app has logged. */
  logs(): string;
  lifecycle: Lifecycle;
  newWorkspace(name?: string): Promise<TestWorkspace>;
  newKey(
    scopes: readonly Scope[],
    options?: { key?: string; expiresAt?: string },
  ): Promise<{ id: string; key: string }>;
  /** Sends an operation over HTTP; the first workspace's key unless another is given, none when it is null. */
  send(query: string, variables?: object, key?: string | null): Promise<Answer>;
  /** As `send`, and fails the test, printing query and answer, unless there is data without errors. */
  ok(query: string, variables?: object, key?: string | null): Promise<Json>;
  close(): Promise<void>;
}

/** The app as `main.ts` composes it, without a port, on a database of its own. */
export async function startTestApp(
  env: Record<string, string> = {},
  slices: readonly Slice[] = allSlices,
): Promise<TestApp> {
  const database = await createDatabase();
  const spoolDir = mkdtempSync(join(tmpdir(), 'spool-'));
  const config = loadConfig({
    DATABASE_URL: database.urls.app,
    ENCRYPTION_KEYS: encryptionKeys(),
    LOG_LEVEL: 'info',
    SPOOL_DIR: spoolDir,
    ...env,
  });
  let logged = '';
  const logger = createLogger(
    config.logLevel,
    new Writable({
      write(chunk, _encoding, done) {
        logged += String(chunk);
        done();
      },
    }),
  );
  const dataSource = createDataSource(config.databaseUrl ?? '', config.poolSize);
  await dataSource.initialize();
  const db = new Database(dataSource);
  const encryption = await openEncryption(db, new Vault(await openKeyRing(config.encryptionKeys ?? '')));
  const lifecycle: Lifecycle = { state: 'ready' };
  const context = { config, database: db, leases: db, encryption: () => encryption, logger };
  const composition = compose(context, slices);
  const app = await createApp(composition, lifecycle);
  await app.ready();

  const { services } = composition;
  const newWorkspace = async (name = 'test'): Promise<TestWorkspace> => {
    const signal = AbortSignal.timeout(10_000);
    const caller = {
      workspaceId: '',
      actor: 'cli',
      apiKeyId: null,
      requestId: 'cli',
      signal,
      afterCommit() {},
    };
    const { workspace, key } = await services.workspaces.create(caller, name);
    return { id: workspace.id, key };
  };
  const workspace = await newWorkspace('first');

  const send = async (query: string, variables?: object, key: string | null = workspace.key): Promise<Answer> => {
    const request = supertest(app.server).post('/graphql').set('content-type', 'application/json');
    if (key !== null) request.set('authorization', `Bearer ${key}`);
    const { status, headers, body, text } = await request.send({ query, variables });
    return { status, headers, data: body.data, errors: body.errors, text };
  };
  // As a client should, it sends again what a busy database did not do.
  const ok = async (
    query: string,
    variables?: object,
    key?: string | null,
    tries = TRIES_WHILE_BUSY,
  ): Promise<Json> => {
    const answer = await send(query, variables, key);
    if (answer.status === 200 && answer.errors === undefined) return answer.data;
    const { code, retryable, retryAfter } = answer.errors?.[0]?.extensions ?? {};
    if (code === 'UNAVAILABLE' && retryable && tries > 1) {
      await new Promise((wake) => setTimeout(wake, retryAfter * 1_000));
      return ok(query, variables, key, tries - 1);
    }
    throw new Error(
      `expected an answer without errors\n${query}\n${JSON.stringify(variables)}\n${answer.status} ${answer.text}`,
    );
  };
  return {
    app,
    database,
    workspace,
    services,
    lifecycle,
    logs: () => logged,
    newWorkspace,
    newKey: async (scopes, { key, expiresAt } = {}) => {
      const input = { name: 'made', scopes, ...(expiresAt ? { expiresAt } : {}) };
      const { createApiKey } = await ok(
        'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key apiKey { id } } ... on Problem { message } } }',
        { input },
        key,
      );
      return { id: createApiKey.apiKey.id, key: createApiKey.key };
    },
    send,
    ok,
    close: async () => {
      await app.close();
      await dataSource.destroy();
      await database.drop();
      rmSync(spoolDir, { recursive: true, force: true });
    },
  };
}
