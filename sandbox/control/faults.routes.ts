import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type Fault, FaultInput } from '../faults/fault.js';
import type { Sandbox } from '../sandbox.js';
import { orNotFound, parseInput } from './control-input.js';

export function faultsControl(app: FastifyInstance, sandbox: Sandbox): void {
  const { state } = sandbox;

  app.get('/faults', async () => ({ faults: state.faults }));

  app.post('/faults', async ({ body }) => {
    const input = parseInput(FaultInput, body);
    const fault: Fault = { ...input, id: randomUUID(), left: input.count, hits: 0 };
    state.faults.push(fault);
    await sandbox.persist();
    return fault;
  });

  app.delete('/faults', async () => {
    state.faults = [];
    sandbox.hanging.release();
    await sandbox.persist();
    return { faults: state.faults };
  });

  app.delete<{ Params: { id: string } }>('/faults/:id', async ({ params }) => {
    const fault = orNotFound(
      state.faults.find(({ id }) => id === params.id),
      'fault',
    );
    state.faults = state.faults.filter((other) => other !== fault);
    sandbox.hanging.release(fault.id);
    await sandbox.persist();
    return { faults: state.faults };
  });
}
