import { Field } from 'type-graphql';
import { OutputType } from '../../infra/graphql/output-type.js';
import { DateTime } from '../../infra/graphql/scalars.graphql.js';
import type { SealedSecret } from './webhook-secret.repository.js';

@OutputType(
  'One of the secrets that sign the requests to an endpoint. The secret itself is in the answer of createWebhookEndpoint and rotateWebhookSecret, and nowhere else.',
)
export class WebhookSecret {
  @Field(() => String, {
    description:
      'The first 8 hex digits of an HMAC with a key of this installation. It tells the secrets of a workspace apart.',
  })
  fingerprint: string;

  @Field(() => DateTime, { description: 'When the secret was made.' })
  createdAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when it signs beside a newer one. Null: it is the newest.',
  })
  endsAt: Date | null;
}

export const toWebhookSecret = (row: SealedSecret): WebhookSecret =>
  Object.assign(new WebhookSecret(), {
    fingerprint: row.fingerprint.slice(0, 8),
    createdAt: row.created_at,
    endsAt: row.ends_at,
  });
