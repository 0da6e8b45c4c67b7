import { Field, ID, InputType, Int } from 'type-graphql';
import { CredentialsFaulty, HttpHeader, LinkPending, RelinkRequired } from '../access-tokens/access-token.graphql.js';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { Json } from '../infra/graphql/scalars.graphql.js';
import { toCompanyLink } from '../links/company-link.graphql.js';
import { IntegrationDisabled, LinkNotFound, PlatformUnavailable } from '../links/link-problems.graphql.js';
import type { JsonOutcome } from './json-request.service.js';

export const HttpMethod = describedEnum('HttpMethod', 'The method of a request to a platform.', {
  GET: 'Reads, and changes nothing.',
  POST: 'Makes a record, or starts an action.',
  PUT: 'Changes a record.',
  PATCH: 'Changes a part of a record.',
  DELETE: 'Deletes a record.',
});
export type HttpMethod = keyof typeof HttpMethod;

@InputType({ description: 'One parameter in the query of a URL.' })
export class QueryParameter {
  @Field(() => String, { description: 'The name, as it is: it is percent-encoded for you.' })
  name: string;

  @Field(() => String, { description: 'The value, as it is.' })
  value: string;
}

@InputType({ description: 'A request to the platform of a link.' })
export class CallPlatformInput {
  @Field(() => ID, { description: 'The id of the link, from `Company.links`.' })
  linkId: string;

  @Field(() => HttpMethod, { description: 'The method.' })
  method: HttpMethod;

  @Field(() => String, {
    description: "The path below the base of the platform's API, without a query, such as `sales_invoices`.",
  })
  path: string;

  @Field(() => [QueryParameter], { nullable: true, description: 'The query of the URL.' })
  query?: QueryParameter[] | null;

  @Field(() => Json, {
    nullable: true,
    description: 'The body, which is sent as JSON. Write amounts as text, such as "1.10", where their digits matter.',
  })
  body?: unknown;

  @Field(() => String, {
    nullable: true,
    description:
      'A key of your own for a write, 8 to 200 characters. The same request with the same key within 7 days gets the first answer again.',
  })
  idempotencyKey?: string | null;
}

@OutputType("The platform's answer, also where it is an error of the platform.")
export class PlatformAnswer {
  @Field(() => Int, { description: 'The HTTP status.' })
  status: number;

  @Field(() => [HttpHeader], { description: 'The headers that are passed on. None of them is secret.' })
  headers: readonly HttpHeader[];

  @Field(() => Json, {
    nullable: true,
    description:
      'The body. Null: it is empty, no JSON, or larger than 100 kB; the address `/platform/` answers any body.',
  })
  body: unknown;
}

@ProblemType(
  'The request was not sent: the budget of the link or of its application is used up for now, or the platform has asked for a pause. Also: the first request with this idempotency key is under way.',
)
export class PlatformBusy extends Problem {
  @Field(() => Int, { description: 'The time to wait before the next try.' })
  retryAfterSeconds: number;
}

@ProblemType('The write was sent, and whether it was done is not known. It is not sent again.')
export class OutcomeUnknown extends Problem {}

@ProblemType('The path is malformed, or reaches beyond the business of the link. Nothing was sent.')
export class PathNotAllowed extends Problem {}

@ProblemType('The idempotency key was used for another request of this link. Nothing was sent.')
export class IdempotencyKeyReused extends Problem {}

export const CallPlatformResult = resultUnion('CallPlatformResult', 'The result of a request to a platform.', {
  PlatformAnswer,
  PlatformBusy,
  OutcomeUnknown,
  PathNotAllowed,
  LinkNotFound,
  LinkPending,
  RelinkRequired,
  IntegrationDisabled,
  PlatformUnavailable,
  CredentialsFaulty,
  IdempotencyKeyReused,
});

export const toCallResult = (outcome: JsonOutcome) =>
  toResult<JsonOutcome, typeof CallPlatformResult>(outcome, {
    PlatformAnswer: ({ status, headers, body }) => ({
      status,
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      body,
    }),
    RelinkRequired: (outcome) => ({ ...outcome, link: toCompanyLink(outcome.link) }),
  });
