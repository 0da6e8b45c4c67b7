import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { apiError } from '../infra/errors/api-error.js';
import type { Page } from '../infra/graphql/connection.graphql.js';
import { After, checkFirst, First } from '../infra/graphql/page-arguments.js';
import { CountedPage } from '../infra/graphql/page-limits.js';
import { toResult } from '../infra/graphql/result-union.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { localId, toGlobalId } from '../infra/ids/ids.js';
import {
  DELIVERIES_PER_PAGE,
  type Delivery,
  DeliveryConnection,
  DeliveryStatus,
  fromDeliveryCursor,
  toDeliveryPage,
} from './delivery.graphql.js';
import type { DeliveryService } from './delivery.service.js';
import { WebhookSecret } from './secrets/webhook-secret.graphql.js';
import type { CreateOutcome, DeleteOutcome, RotateOutcome, UpdateOutcome } from './webhook.outcomes.js';
import type { EndpointChange, WebhookService } from './webhook.service.js';
import { toWebhookEndpoint, WebhookEndpoint } from './webhook-endpoint.graphql.js';
import {
  CreateWebhookEndpointInput,
  CreateWebhookEndpointResult,
  DeleteWebhookEndpointInput,
  DeleteWebhookEndpointResult,
  RotateWebhookSecretInput,
  RotateWebhookSecretResult,
  UpdateWebhookEndpointInput,
  UpdateWebhookEndpointResult,
} from './webhook-results.graphql.js';

const MAX_DESCRIPTION = 200;
const MAX_OVERLAP_HOURS = 168;

@Resolver(() => WebhookEndpoint)
export class WebhookEndpointResolver {
  constructor(
    private readonly webhooks: WebhookService,
    private readonly service: DeliveryService,
  ) {}

  @RequiresScope('EVENTS_READ')
  @Query(() => [WebhookEndpoint], { description: 'The webhook endpoints of this workspace, oldest first.' })
  async webhookEndpoints(@Ctx() { caller }: RequestContext): Promise<WebhookEndpoint[]> {
    return (await this.webhooks.list(caller)).map(toWebhookEndpoint);
  }

  @FieldResolver(() => [WebhookSecret], { description: 'The secrets that sign now, newest first.' })
  async secrets(@Root() { localId }: WebhookEndpoint, @Ctx() { loaders }: RequestContext): Promise<WebhookSecret[]> {
    return loaders.webhookSecrets.load(localId);
  }

  @CountedPage()
  @FieldResolver(() => DeliveryConnection, {
    description: 'What was delivered, and what waits: the newest event first.',
  })
  async deliveries(
    @Root() { localId: endpointId }: WebhookEndpoint,
    @Ctx() { caller }: RequestContext,
    @Arg('status', () => DeliveryStatus, { nullable: true, description: 'Only deliveries that are so far.' })
    status?: DeliveryStatus | null,
    @First('deliveries', DELIVERIES_PER_PAGE) requestedFirst?: number | null,
    @After('deliveries') after?: string | null,
  ): Promise<Page<Delivery>> {
    const first = checkFirst(requestedFirst, { byDefault: DELIVERIES_PER_PAGE });
    const place = fromDeliveryCursor(after);
    const filter = { endpointId, limit: first + 1, ...(status && { status }), ...(place && { after: place }) };
    const rows = await this.service.list(caller, filter);
    return toDeliveryPage(rows, { first, after: place !== undefined, place: 'event_id' });
  }

  @RequiresScope('WEBHOOKS_WRITE')
  @Mutation(() => CreateWebhookEndpointResult, {
    description: 'Creates a webhook endpoint. Its secret is shown in this answer only.',
  })
  async createWebhookEndpoint(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => CreateWebhookEndpointInput, { description: 'The endpoint.' })
    { url, description = null, types = null }: CreateWebhookEndpointInput,
  ): Promise<typeof CreateWebhookEndpointResult> {
    const values = { url: new URL(url), description: checkDescription(description), types };
    return toResult<CreateOutcome, typeof CreateWebhookEndpointResult>(await this.webhooks.create(caller, values), {
      CreateWebhookEndpointSuccess: ({ endpoint, secret }) => ({ endpoint: toWebhookEndpoint(endpoint), secret }),
    });
  }

  @RequiresScope('WEBHOOKS_WRITE')
  @Mutation(() => UpdateWebhookEndpointResult, {
    description: 'Changes, pauses or enables a webhook endpoint. A request under way may still go to the URL before.',
  })
  async updateWebhookEndpoint(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => UpdateWebhookEndpointInput, { description: 'The change.' }) input: UpdateWebhookEndpointInput,
  ): Promise<typeof UpdateWebhookEndpointResult> {
    const id = localId(input.endpointId, 'WebhookEndpoint', 'endpointId');
    const outcome = await this.webhooks.update(caller, id, toChange(input));
    return toResult<UpdateOutcome, typeof UpdateWebhookEndpointResult>(outcome, {
      UpdateWebhookEndpointSuccess: ({ endpoint }) => ({ endpoint: toWebhookEndpoint(endpoint) }),
    });
  }

  @RequiresScope('WEBHOOKS_WRITE')
  @Mutation(() => RotateWebhookSecretResult, {
    description:
      'Gives an endpoint a new secret. It is shown in this answer only, and the one before signs as well for a day.',
  })
  async rotateWebhookSecret(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => RotateWebhookSecretInput, { description: 'The endpoint.' }) input: RotateWebhookSecretInput,
  ): Promise<typeof RotateWebhookSecretResult> {
    const hours = input.overlapHours ?? 24;
    if (hours < 0 || hours > MAX_OVERLAP_HOURS)
      throw apiError('BAD_USER_INPUT', `\`overlapHours\` must be 0 to ${MAX_OVERLAP_HOURS}.`);
    const id = localId(input.endpointId, 'WebhookEndpoint', 'endpointId');
    return toResult<RotateOutcome, typeof RotateWebhookSecretResult>(await this.webhooks.rotate(caller, id, hours), {
      RotateWebhookSecretSuccess: ({ endpoint, ...more }) => ({ ...more, endpoint: toWebhookEndpoint(endpoint) }),
    });
  }

  @RequiresScope('WEBHOOKS_WRITE')
  @Mutation(() => DeleteWebhookEndpointResult, { description: 'Deletes a webhook endpoint and its log.' })
  async deleteWebhookEndpoint(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => DeleteWebhookEndpointInput, { description: 'The endpoint.' }) input: DeleteWebhookEndpointInput,
  ): Promise<typeof DeleteWebhookEndpointResult> {
    const id = localId(input.endpointId, 'WebhookEndpoint', 'endpointId');
    return toResult<DeleteOutcome, typeof DeleteWebhookEndpointResult>(await this.webhooks.delete(caller, id), {
      DeleteWebhookEndpointSuccess: ({ deletedId }) => ({ deletedId: toGlobalId('WebhookEndpoint', deletedId) }),
    });
  }
}

/** What was left out is not changed; null takes a description or the types away. */
function toChange({ url, description, types, status }: UpdateWebhookEndpointInput): EndpointChange {
  if (status === 'DISABLED')
    throw apiError(
      'BAD_USER_INPUT',
      '`status` must be ENABLED or PAUSED: an endpoint is disabled by its failures alone.',
    );
  return {
    ...(url && { url: new URL(url) }),
    ...(description !== undefined && { description: checkDescription(description) }),
    ...(types !== undefined && { types }),
    ...(status && { status }),
  };
}

function checkDescription(text: string | null): string | null {
  if (text !== null && ([...text].length > MAX_DESCRIPTION || text.includes('\0')))
    throw apiError('BAD_USER_INPUT', `\`description\` must have up to ${MAX_DESCRIPTION} characters.`);
  return text;
}
