import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { EVENT_TYPES } from '../../../src/events/event.rules.js';
import { newId } from '../../../src/infra/ids/ids.js';
import {
  SECRET_PREFIX,
  signatureHeaders,
  webhookIdOf,
  webhookTypeOf,
} from '../../../src/webhooks/secrets/signature.rules.js';

const makeKey = () => randomBytes(32);
const secretOf = (key: Buffer) => SECRET_PREFIX + key.toString('base64');
const now = () => Math.floor(Date.now() / 1000);
const VERIFIERS = [StandardWebhook, SvixWebhook] as const;

describe.each(
  VERIFIERS.map((Verifier) => [Verifier === StandardWebhook ? 'standardwebhooks' : 'svix', Verifier] as const),
)('what is signed is taken by %s', (_, Verifier) => {
  const body = JSON.stringify({ type: 'link.linked', data: { name: 'Ünïcode 😀 "quoted"\n' } });
  const signed = { id: webhookIdOf(newId()), seconds: now(), body };

  test('with the secret', () => {
    const key = makeKey();
    expect(new Verifier(secretOf(key)).verify(body, signatureHeaders([key], signed))).toEqual(JSON.parse(body));
  });

  test('with each of two living secrets', () => {
    const [old, next] = [makeKey(), makeKey()];
    const headers = signatureHeaders([next, old], signed);
    for (const key of [old, next]) expect(() => new Verifier(secretOf(key)).verify(body, headers)).not.toThrow();
  });

  test.each([
    ['another secret', { key: makeKey() }],
    ['another body', { body: `${body} ` }],
    ['another id', { headers: { 'webhook-id': webhookIdOf(newId()) } }],
    ['another time', { headers: { 'webhook-timestamp': String(now() + 1) } }],
    ['a time of long ago', { seconds: now() - 301 }],
  ])('not with %s', (_what, other: { key?: Buffer; body?: string; headers?: object; seconds?: number }) => {
    const key = makeKey();
    const headers = signatureHeaders([key], { ...signed, ...(other.seconds && { seconds: other.seconds }) });
    const verifier = new Verifier(secretOf(other.key ?? key));
    expect(() => verifier.verify(other.body ?? body, { ...headers, ...other.headers })).toThrow();
  });
});

test('types are written in lower case with one dot', () => {
  expect(EVENT_TYPES.map(webhookTypeOf).filter((type) => !/^(test|[a-z]+\.[a-z_]+)$/.test(type))).toEqual([]);
  expect(webhookTypeOf('PULL_INITIAL_COMPLETED')).toBe('pull.initial_completed');
});
