import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fieldOf, kindOf } from '../oauth/token-request.js';
import type { Sandbox } from '../sandbox.js';
import { type Fault, type FaultTarget, takeFault } from './fault.js';
import { faultyAnswer } from './fault-answers.js';

/** These faults leave an answer as it is that is no text, such as a file. */
const KEEPS_ANSWER: ReadonlySet<Fault['kind']> = new Set(['hang', 'reset', 'slow-body', 'big-header', 'odd-tokens']);

/** Applies the faults set through the control API to Sage's endpoints, before or after they process a request. */
export function injectFaults(app: FastifyInstance, sandbox: Sandbox): void {
  app.addHook('preHandler', async (request, reply) => {
    const { endpoint } = request.routeOptions.config;
    if (endpoint === undefined || sandbox.state.faults.length === 0) return;
    request.fault = takeFault(sandbox.state.faults, targetOf(request, endpoint)) ?? null;
    if (request.fault?.when === 'before') await applyFaultBefore(request, reply, sandbox);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const { fault } = request;
    if (fault === null) return payload;
    if (fault.when === 'after' && fault.kind === 'hang') await hang(sandbox, fault, fault.ms);
    if (fault.when === 'after' && fault.kind === 'reset') resetConnection(request);
    if (typeof payload === 'string') return faultyAnswer(reply, fault, payload);
    return KEEPS_ANSWER.has(fault.kind) ? payload : faultyAnswer(reply, fault, '');
  });
}

async function applyFaultBefore(request: FastifyRequest, reply: FastifyReply, sandbox: Sandbox): Promise<void> {
  const { fault } = request;
  if (fault === null) return;
  if (fault.kind === 'hang') {
    await hang(sandbox, fault, fault.ms);
    return;
  }
  if (fault.kind === 'reset') {
    reply.hijack();
    resetConnection(request);
    return;
  }
  // The `onSend` hook replaces this answer.
  await reply.send('');
}

/** A fault that was removed since the request arrived holds nothing up: its release has passed. */
async function hang(sandbox: Sandbox, fault: Fault, ms: number): Promise<void> {
  if (sandbox.state.faults.includes(fault)) await sandbox.hanging.wait(fault, ms);
}

/** Sends a TCP RST. The caller cannot tell whether the request was processed. */
function resetConnection({ raw }: FastifyRequest): void {
  raw.socket.resetAndDestroy();
}

function targetOf({ url, body, query }: FastifyRequest, endpoint: string): FaultTarget {
  const kind = endpoint === 'token' || endpoint === 'revoke' ? kindOf(endpoint, body) : endpoint;
  return {
    names: [endpoint, kind],
    path: url,
    clientId: fieldOf(body, 'client_id') ?? fieldOf(query, 'client_id') ?? null,
  };
}
