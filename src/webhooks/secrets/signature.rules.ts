import { createHmac } from 'node:crypto';
import type { EventType } from '../../events/event.rules.js';
import { uuidTo62 } from '../../infra/ids/base62.js';

/** What stands before the base64 of a secret (Standard Webhooks 1.0). */
export const SECRET_PREFIX = 'whsec_';

/** An event's type as webhooks name it: `link.linked`, `pull.initial_completed`. */
export const webhookTypeOf = (type: EventType): string => type.toLowerCase().replace('_', '.');

/** The id of an event in the headers. It is the same in every attempt, so that a receiver can tell a repetition. */
export const webhookIdOf = (eventId: string): string => `evt_${uuidTo62(eventId)}`;

/** What is signed, by an HMAC-SHA-256 for each secret. `seconds`: the time of the attempt, not of the event. */
export interface Signed {
  readonly id: string;
  readonly seconds: number;
  readonly body: string;
}

/** The headers of an attempt (Standard Webhooks 1.0). `keys`: the bytes of each living secret. */
export function signatureHeaders(keys: readonly Buffer[], { id, seconds, body }: Signed): Record<string, string> {
  const sign = (key: Buffer) => `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': keys.map(sign).join(' ') };
}
