import { Field, ID, InputType, Int } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { DateTime, Url } from '../infra/graphql/scalars.graphql.js';
import { CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { IntegrationDisabled, LinkNotFound, PlatformUnavailable } from '../links/link-problems.graphql.js';
import type { IssuedToken, IssueOutcome } from './access-token.outcomes.js';

@InputType({ description: 'The link whose access token is requested.' })
export class IssueAccessTokenInput {
  @Field(() => ID, { description: 'The id of the link, from `Company.links`.' })
  linkId: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Renew the token because the platform refused it. A token is renewed only if it was obtained before this call began and is older than 10 s. If it cannot be renewed, the result is `PlatformUnavailable` or `CredentialsFaulty`, never the old token.',
  })
  forceRefresh: boolean;
}

@OutputType('A header to send with every call to the platform.')
export class HttpHeader {
  @Field(() => String, { description: 'The name of the header.' })
  name: string;

  @Field(() => String, {
    description:
      'The value of the header. Where a platform requires it in every call, one header contains a key of the application. It is the only saved secret that the API returns.',
  })
  value: string;
}

@OutputType(
  'A valid access token. Do not store it. Request it again before every batch of calls, and when it has expired.',
)
export class AccessTokenIssued {
  @Field(() => String, { description: 'The token. `headers` already contain it.' })
  accessToken: string;

  @Field(() => DateTime, { description: 'When the token expires.' })
  expiresAt: Date;

  @Field(() => Int, {
    description: 'The remaining time until the token expires, by the clock of the database.',
  })
  expiresInSeconds: number;

  @Field(() => Url, { description: "The base of the URLs of the platform's API." })
  baseUrl: string;

  @Field(() => [HttpHeader], { description: 'The headers to send with every call.' })
  headers: readonly HttpHeader[];

  @Field(() => String, {
    nullable: true,
    description:
      "Why calls with these headers may be refused although the token is valid, and the remedy: the platform's API refused a key of the application when a company was linked. Null: nothing of the kind is known.",
  })
  warning: string | null;
}

@ProblemType('The customer has not finished linking.')
export class LinkPending extends Problem {}

@ProblemType('Access was lost, or the workspace unlinked the company. A token needs a new link.')
export class RelinkRequired extends Problem {
  @Field(() => CompanyLink, { description: 'The link. Its `statusReason` says why.' })
  link: CompanyLink;
}

@ProblemType(
  "The platform no longer accepts this application's keys, or this installation cannot decrypt them (`message` says which). All links made with them wait until keys are saved, and none is lost.",
)
export class CredentialsFaulty extends Problem {
  // access-token.resolver.ts resolves `credentialSet`.
  setId: string;
}

export const IssueAccessTokenResult = resultUnion(
  'IssueAccessTokenResult',
  'The result of requesting an access token.',
  {
    AccessTokenIssued,
    LinkNotFound,
    LinkPending,
    RelinkRequired,
    IntegrationDisabled,
    PlatformUnavailable,
    CredentialsFaulty,
  },
);

export const toIssueResult = (outcome: IssueOutcome) =>
  toResult<IssueOutcome, typeof IssueAccessTokenResult>(outcome, {
    AccessTokenIssued: toAccessTokenIssued,
    RelinkRequired: (outcome) => ({ ...outcome, link: toCompanyLink(outcome.link) }),
  });

/** The only place where a secret leaves the API: the token and the headers with which the caller calls the platform. */
function toAccessTokenIssued({ accessToken, headers, ...issued }: IssuedToken) {
  return {
    ...issued,
    accessToken: accessToken.reveal(),
    headers: headers.map(({ name, value }) => ({ name, value: value.reveal() })),
  };
}
