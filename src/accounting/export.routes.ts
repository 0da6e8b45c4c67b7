import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseChangeCursor } from '../datasets/records/change-cursor.rules.js';
import type { Caller } from '../infra/database/caller.js';
import { apiError } from '../infra/errors/api-error.js';
import { notACursor } from '../infra/graphql/page-arguments.js';
import { refuseMethods } from '../infra/http/refuse-methods.js';
import { localId } from '../infra/ids/ids.js';
import { limitStream } from '../platform-requests/limit-stream.js';
import { actorName } from '../workspaces/api-key.rules.js';
import type { Actor } from '../workspaces/api-key.service.js';
import type { ExportAsked, ExportService } from './export.service.js';
import { EXPORTS } from './lists.rules.js';

/** Exports of one workspace that run at once in a process. */
const AT_ONCE = 4;
/** How long a client may take no data. */
const IDLE_MS = 30_000;

interface RoutesOptions {
  readonly exports: ExportService;
  /** The sender of a request by its API key. */
  readonly authenticate: (request: FastifyRequest) => Promise<Actor>;
  /** Runs before each request. @throws to refuse it. */
  readonly beforeEach: () => void;
  /** How long one page may take, in ms. */
  readonly requestMs: number;
}

interface ExportRequest {
  Params: { linkId: string; file: string };
  Querystring: Readonly<Record<string, unknown>>;
}

/** `GET /data/{linkId}/{dataset}.ndjson`: what was pulled of a dataset, a line for each record. */
export async function registerExports(app: FastifyInstance, options: RoutesOptions): Promise<void> {
  const { exports, authenticate, beforeEach } = options;
  const running = new Running();
  refuseMethods(app, {
    ...{ url: '/data/:linkId/:file', method: ['POST', 'PUT', 'PATCH', 'DELETE'], allow: 'GET, HEAD' },
    remedy: 'Send GET: an export only reads.',
  });
  app.get<ExportRequest>('/data/:linkId/:file', async (request, reply) => {
    beforeEach();
    const actor = await authenticate(request);
    const asked = readRequest(request, actor);
    running.begin(actor.workspaceId, reply);
    const callerOfPage = pageCaller(request, reply, options);
    const integrationKey = await exports.integrationOf(await callerOfPage(), asked.linkId);
    if (integrationKey === undefined)
      throw apiError('NOT_FOUND', 'There is no such link in this workspace: take the id of a link from `companies`.');
    const pages = Readable.from(exports.pages(integrationKey, asked, callerOfPage), { highWaterMark: 1 });
    reply.header('content-type', 'application/x-ndjson; charset=utf-8').header('cache-control', 'no-store');
    return reply.send(limitStream(pages, { idleMs: IDLE_MS }));
  });
}

/** Counts the exports that run, by workspace. */
class Running {
  readonly #counts = new Map<string, number>();

  /** Counts an export until its answer has ended. @throws THROTTLED where too many run. */
  begin(workspaceId: string, { raw }: FastifyReply): void {
    const count = this.#counts.get(workspaceId) ?? 0;
    if (count >= AT_ONCE)
      throw apiError('THROTTLED', `${AT_ONCE} exports of this workspace run already: wait until one has ended.`);
    this.#counts.set(workspaceId, count + 1);
    raw.once('close', () => {
      const left = (this.#counts.get(workspaceId) ?? 1) - 1;
      if (left > 0) this.#counts.set(workspaceId, left);
      else this.#counts.delete(workspaceId);
    });
  }
}

/** @throws FORBIDDEN, NOT_FOUND or BAD_USER_INPUT. */
function readRequest({ params, query }: FastifyRequest<ExportRequest>, { scopes }: Actor): ExportAsked {
  if (!scopes.has('DATA_READ'))
    throw apiError('FORBIDDEN', 'This API key lacks the scope DATA_READ. Another key with it can send the request.');
  const dataset = EXPORTS.get(params.file);
  if (dataset === undefined)
    throw apiError('NOT_FOUND', `There is no such export. There are ${[...EXPORTS.keys()].join(', ')}.`);
  const { after, raw = 'false', ...others } = query;
  if (Object.keys(others).length > 0)
    throw apiError('BAD_USER_INPUT', 'An export has the parameters `after` and `raw` alone, each of them once.');
  if (raw !== 'true' && raw !== 'false') throw apiError('BAD_USER_INPUT', '`raw` must be true or false.');
  const linkId = localId(params.linkId, 'CompanyLink', 'linkId');
  const since = after === undefined || after === '' ? new Map() : parseChangeCursor(linkId, String(after));
  if (since === undefined) throw notACursor();
  return {
    linkId,
    dataset,
    since,
    seesNumbers: scopes.has('DATA_READ_BANK_NUMBERS'),
    withRaw: raw === 'true',
  };
}

/** The caller of each page: a key that was revoked since, or a client that is gone, ends the export. */
function pageCaller(request: FastifyRequest, { raw }: FastifyReply, { authenticate, requestMs }: RoutesOptions) {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return async (): Promise<Caller> => {
    const { workspaceId, apiKeyId, name, prefix } = await authenticate(request);
    return {
      ...{ workspaceId, apiKeyId, actor: actorName(name, prefix), requestId: request.id, afterCommit() {} },
      signal: AbortSignal.any([gone.signal, AbortSignal.timeout(requestMs)]),
    };
  };
}
