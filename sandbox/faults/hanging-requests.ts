import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.js';

/** The requests that a `hang` fault holds up now. */
export class HangingRequests {
  readonly #waiting = new Set<{ readonly faultId: string; readonly controller: AbortController }>();

  /** Waits for `ms`, or until the fault is removed. */
  async wait({ id }: Fault, ms: number): Promise<void> {
    const request = { faultId: id, controller: new AbortController() };
    this.#waiting.add(request);
    await sleep(ms, undefined, { signal: request.controller.signal }).catch(() => undefined);
    this.#waiting.delete(request);
  }

  /** Lets the requests go on that one fault holds up, or all requests. */
  release(faultId?: string): void {
    for (const request of this.#waiting)
      if (faultId === undefined || request.faultId === faultId) request.controller.abort();
  }
}
