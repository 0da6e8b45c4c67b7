import { createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { DateTime, Url } from '../infra/graphql/scalars.graphql.js';
import { objectOf, toResult } from '../infra/graphql/to-result.js';
import { CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { IntegrationDisabled, LinkNotFound, PlatformUnavailable } from '../links/link-problems.graphql.js';
import type { IssuedToken, IssueOutcome } from './access-token.outcomes.js';

@InputType({ description: 'Whose token, and how new it must be.' })
export class IssueAccessTokenInput {
  @Field(() => ID, { description: 'The link, as `Company.links` answers it.' })
  linkId: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Renew the token, for a platform that refused it: only one obtained before this call began and older than 10 s is renewed.',
  })
  forceRefresh: boolean;
}

@ObjectType({ description: 'A header to send with every call.', simpleResolvers: true })
export class HttpHeader {
  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => String, {
    description:
      "Its value. With the platform's retired API version one of them is the application's subscription key: the one exception to the rule that a secret never comes out, forced by the platform.",
  })
  value: string;
}

@ObjectType({
  description:
    'A working access token. Do not keep it: ask again when it has run out, and before every batch of calls.',
  simpleResolvers: true,
})
export class AccessTokenIssued {
  @Field(() => String, { description: 'The token by itself; `headers` hold it already.' })
  accessToken: string;

  @Field(() => DateTime, { description: 'When it runs out.' })
  expiresAt: Date;

  @Field(() => Int, { description: 'The same from now on, by the clock of the database.' })
  expiresInSeconds: number;

  @Field(() => Url, { description: "The start of the URLs of the platform's API." })
  baseUrl: string;

  @Field(() => [HttpHeader], { description: 'What to send with every call.' })
  headers: readonly HttpHeader[];
}

@ObjectType({
  description: 'The customer has not finished linking.',
  implements: Problem,
  simpleResolvers: true,
})
export class LinkPending extends Problem {}

@ObjectType({
  description: 'Access was lost, or cut by this workspace: only linking anew gives a token again.',
  implements: Problem,
  simpleResolvers: true,
})
export class RelinkRequired extends Problem {
  @Field(() => CompanyLink, { description: 'As it is now; `statusReason` says why.' })
  link: CompanyLink;
}

@ObjectType({
  description:
    "The platform no longer accepts this application's keys; every link made with them waits, none is lost.",
  implements: Problem,
})
export class CredentialsFaulty extends Problem {
  // `credentialSet` is resolved in access-token.resolver.ts.
  setId: string;
}

export const IssueAccessTokenResult = createUnionType({
  name: 'IssueAccessTokenResult',
  description: 'What came of asking for an access token.',
  types: () =>
    [
      AccessTokenIssued,
      LinkNotFound,
      LinkPending,
      RelinkRequired,
      IntegrationDisabled,
      PlatformUnavailable,
      CredentialsFaulty,
    ] as const,
});

export const toIssueResult = (outcome: IssueOutcome): typeof IssueAccessTokenResult =>
  toResult(outcome, {
    AccessTokenIssued: toAccessTokenIssued,
    LinkNotFound: objectOf(LinkNotFound),
    LinkPending: objectOf(LinkPending),
    RelinkRequired: (it) => objectOf(RelinkRequired)({ ...it, link: toCompanyLink(it.link) }),
    IntegrationDisabled: objectOf(IntegrationDisabled),
    PlatformUnavailable: objectOf(PlatformUnavailable),
    CredentialsFaulty: objectOf(CredentialsFaulty),
  });

/** The only place where a secret leaves the API: the token and headers that the caller may use at the platform. */
function toAccessTokenIssued({ accessToken, expiresAt, expiresInSeconds, baseUrl, headers }: IssuedToken) {
  return objectOf(AccessTokenIssued)({
    accessToken: accessToken.reveal(),
    expiresAt,
    expiresInSeconds,
    baseUrl,
    headers: headers.map(({ name, value }) => objectOf(HttpHeader)({ name, value: value.reveal() })),
  });
}
