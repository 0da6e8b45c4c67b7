import { createServer, request as send } from 'node:http';

const SECOND = 1_000;
/** What the platform asks for when it refuses. */
const RETRY_AFTER_SECONDS = 2;

/**
 * A platform for the runs of this folder. It answers every request to its API, keeps limits, and injects faults; what is not
 * for the API goes to the sandbox, which renews tokens. `state` is what the judges read.
 */
export async function startStandIn(sandboxUrl) {
  const state = {
    limits: undefined,
    faults: 0,
    delayMs: () => 0,
    arrivals: 0,
    accepted: 0,
    refused: 0,
    /** Requests that came before the end of what a refusal asked for. */
    tooEarly: 0,
    /** By `idempotency_id`, or by name where a write has none. */
    records: new Map(),
    unkeyedArrivals: new Map(),
  };
  const limiter = createLimiter(state);
  const server = createServer(async (request, response) => {
    if (!request.url.startsWith('/v3.1/')) return forward(request, response, sandboxUrl);
    let body = '';
    for await (const chunk of request) body += chunk;
    state.arrivals += 1;
    response.setHeader('content-type', 'application/json');
    if (request.headers['x-business']) response.setHeader('x-business', request.headers['x-business']);
    if (request.url.startsWith('/v3.1/attachments')) return download(response);
    const end = limiter(request.headers.authorization);
    if (end === undefined) return response.writeHead(429, { 'retry-after': RETRY_AFTER_SECONDS }).end('[]');
    setTimeout(() => {
      end();
      if (request.method === 'POST') write(state, response, JSON.parse(body));
      else response.end(JSON.stringify({ $items: [], filler: 'x'.repeat(4_000) }));
    }, state.delayMs());
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    state,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Answers what ends an accepted request; undefined: it is refused. */
function createLimiter(state) {
  const seen = new Map();
  const closed = new Map();
  let running = 0;
  const inWindow = (name, ms, most, now) => {
    const times = (seen.get(name) ?? []).filter((at) => now - at < ms);
    seen.set(name, times);
    if (times.length >= most) return false;
    return () => times.push(now);
  };
  return (token) => {
    if (state.limits === undefined) return () => {};
    const now = performance.now();
    const { perSecond, atOnce, perMinute } = state.limits;
    for (const name of ['application', token]) if (now < (closed.get(name) ?? 0)) state.tooEarly += 1;
    const application = running < atOnce && inWindow('application', SECOND, perSecond, now);
    const link = application && inWindow(token, 60 * SECOND, perMinute, now);
    if (!application || !link) {
      closed.set(application ? token : 'application', now + RETRY_AFTER_SECONDS * SECOND);
      state.refused += 1;
      return undefined;
    }
    application();
    link();
    state.accepted += 1;
    running += 1;
    return () => {
      running -= 1;
    };
  };
}

/** A write, before or after which the connection may break; the record is made once for one id. */
function write({ faults, records, unkeyedArrivals }, response, { contact }) {
  const { idempotency_id: id, name } = contact;
  const dice = Math.random() / faults;
  if (dice < 0.2) return response.socket.destroy();
  if (dice < 0.3) return response.writeHead(429, { 'retry-after': '1' }).end('[]');
  // A refused write may come again.
  if (id === undefined) unkeyedArrivals.set(name, (unkeyedArrivals.get(name) ?? 0) + 1);
  records.set(id ?? name, name);
  if (dice < 0.5) return response.socket.destroy();
  if (dice < 0.7) return response.writeHead(500).end('[]');
  if (dice < 0.8) return response.writeHead(503).end('[]');
  return response.writeHead(201).end(JSON.stringify({ id: name }));
}

/** 100 MB, made as they are read. */
function download(response) {
  const piece = Buffer.alloc(64_000, 'x');
  let left = 100_000_000;
  response.writeHead(200, { 'content-length': left });
  const more = () => {
    while (left > 0) {
      const part = piece.subarray(0, left);
      left -= part.length;
      if (!response.write(part)) return response.once('drain', more);
    }
    response.end();
  };
  more();
}

function forward(request, response, sandboxUrl) {
  const { method, headers, url } = request;
  const onward = send(new URL(url, sandboxUrl), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
