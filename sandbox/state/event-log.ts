export interface TokenEvent {
  /** The position in the log, in the order in which the requests ended. */
  seq: number;
  kind: 'exchange' | 'refresh' | 'revoke' | 'other';
  clientId: string | null;
  grantId: string | null;
  presentedRotation: number | null;
  newRotation: number | null;
  outcome: 'rotated' | 'issued' | 'repeated-lenient' | 'revoked' | 'revoke-ignored' | 'refused' | 'fault';
  error: string | null;
  status: number;
  fault: { readonly id: string; readonly kind: string; readonly when: string } | null;
  /** The caller's `user-agent`. */
  agent: string;
  /** The number of the request, in the order of arrival. */
  readonly arrival: number;
  readonly arrivedAt: number;
  decidedAt: number | null;
  answeredAt: number | null;
  /** The complete answer was sent. */
  complete: boolean;
}

/** Epoch milliseconds with fractions, from the monotonic clock. The sandbox's clock offset does not apply. */
export function monotonicNow(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000) / 1_000;
}

const MAX_EVENTS = 200_000;

/** The events of the token and revoke endpoints, in memory. */
export class EventLog {
  #events: TokenEvent[] = [];
  #arrivals = 0;
  #ended = 0;
  #open = 0;

  begin(agent: string): TokenEvent {
    this.#open += 1;
    this.#arrivals += 1;
    return {
      seq: 0,
      kind: 'other',
      clientId: null,
      grantId: null,
      presentedRotation: null,
      newRotation: null,
      outcome: 'refused',
      error: null,
      status: 0,
      fault: null,
      agent: agent.slice(0, 100),
      arrival: this.#arrivals,
      arrivedAt: monotonicNow(),
      decidedAt: null,
      answeredAt: null,
      complete: false,
    };
  }

  end(event: TokenEvent): void {
    this.#open -= 1;
    this.#ended += 1;
    event.seq = this.#ended;
    this.#events.push(event);
    // Let the array grow to twice the limit first, because dropping single events would copy the array each time.
    if (this.#events.length >= 2 * MAX_EVENTS) this.#events = this.#events.slice(-MAX_EVENTS);
  }

  page(after: number, limit: number) {
    const first = this.#events[0]?.seq ?? this.#ended + 1;
    const from = Math.max(0, after - first + 1);
    const events = this.#events.slice(from, from + limit);
    return {
      events,
      next: events.at(-1)?.seq ?? Math.min(after, this.#ended),
      open: this.#open,
      dropped: first - 1,
    };
  }

  clear(): void {
    this.#events = [];
    this.#ended = 0;
  }
}
