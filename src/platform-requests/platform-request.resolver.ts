import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { apiError } from '../infra/errors/api-error.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { localId } from '../infra/ids/ids.js';
import { OwnRepeats } from '../repeats/keyed-mutation.graphql.js';
import type { JsonRequestService } from './json-request.service.js';
import { CallPlatformInput, CallPlatformResult, toCallResult } from './platform-request.graphql.js';

@Resolver()
export class PlatformRequestResolver {
  constructor(private readonly requests: JsonRequestService) {}

  @RequiresScope('PLATFORM_READ')
  @OwnRepeats()
  @Mutation(() => CallPlatformResult, {
    description:
      'Sends a request with a small JSON body to the platform of a link, as the address `/platform/{linkId}/{path}` does. Another method than `GET` needs the scope PLATFORM_WRITE, too.',
  })
  async callPlatform(
    @Ctx() { caller, actor, keyed }: RequestContext,
    @Arg('input', () => CallPlatformInput, { description: 'The request.' })
    { linkId, ...request }: CallPlatformInput,
  ): Promise<typeof CallPlatformResult> {
    if (request.method !== 'GET' && !actor.scopes.has('PLATFORM_WRITE'))
      throw apiError('FORBIDDEN', 'This API key lacks the scope PLATFORM_WRITE, which other methods than GET need.');
    const idempotencyKey = request.idempotencyKey ?? keyed?.key ?? null;
    const id = localId(linkId, 'CompanyLink', 'linkId');
    return toCallResult(await this.requests.call(caller, { ...request, linkId: id, idempotencyKey }));
  }
}
