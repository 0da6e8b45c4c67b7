import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fieldOf, kindOf } from '../oauth/token-request.js';
import type { Sandbox } from '../sandbox.js';
import { type Target, takeFault } from './fault.js';
import { faultyAnswer } from './fault-answers.js';

/** Lets the faults that were set through the control API hit Sage's endpoints, before or after their work. */
export function injectFaults(app: FastifyInstance, sandbox: Sandbox): void {
  app.addHook('preHandler', async (request, reply) => {
    const { endpoint } = request.routeOptions.config;
    if (endpoint === undefined || sandbox.state.faults.length === 0) return;
    request.fault = takeFault(sandbox.state.faults, targetOf(request, endpoint)) ?? null;
    if (request.fault?.when === 'before') await strikeBefore(request, reply);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const { fault } = request;
    if (fault === null) return payload;
    if (fault.when === 'after' && fault.kind === 'hang') await wait(fault.ms);
    if (fault.when === 'after' && fault.kind === 'reset') cut(request);
    return faultyAnswer(reply, fault, typeof payload === 'string' ? payload : '');
  });
}

async function strikeBefore(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { fault } = request;
  if (fault === null) return;
  if (fault.kind === 'hang') {
    await wait(fault.ms);
    return;
  }
  if (fault.kind === 'reset') {
    reply.hijack();
    cut(request);
    return;
  }
  // `onSend` puts the fault's answer in its place.
  await reply.send('');
}

/** RST: to the caller the answer is lost, and so is whether there was one. */
function cut({ raw }: FastifyRequest): void {
  raw.socket.resetAndDestroy();
}

function targetOf({ url, body, query }: FastifyRequest, endpoint: string): Target {
  const kind = endpoint === 'token' || endpoint === 'revoke' ? kindOf(endpoint, body) : endpoint;
  return {
    names: [endpoint, kind],
    path: url,
    clientId: fieldOf(body, 'client_id') ?? fieldOf(query, 'client_id') ?? null,
  };
}
