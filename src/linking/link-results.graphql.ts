import { unreachable } from '../infra/errors/problem.js';
import { toProblem } from '../infra/graphql/problem.graphql.js';
import { IntegrationNotFound } from '../integrations/shared-results.graphql.js';
import { toCompanyLink } from '../links/company-link.graphql.js';
import {
  CompanyNotFound,
  IntegrationDisabled,
  LinkNotFound,
  RegionNotSupported,
} from '../links/link-problems.graphql.js';
import { ReturnUrlNotAllowed } from '../workspaces/return-urls.graphql.js';
import type { LinkCompanyOutcome, UnlinkOutcome } from './link.outcomes.js';
import { AlreadyLinked, type LinkCompanyResult, LinkCompanySuccess } from './link-company.graphql.js';
import { type UnlinkCompanyResult, UnlinkCompanySuccess } from './unlink-company.graphql.js';

export function toLinkResult(outcome: LinkCompanyOutcome, publicUrl: string): typeof LinkCompanyResult {
  switch (outcome.kind) {
    case 'LinkCompanySuccess': {
      const { token, expiresAt, warnings } = outcome;
      const linkUrl = `${publicUrl}/link/${token}`;
      return Object.assign(new LinkCompanySuccess(), {
        link: toCompanyLink(outcome.link),
        linkUrl,
        expiresAt,
        warnings,
      });
    }
    case 'CompanyNotFound':
      return toProblem(CompanyNotFound, outcome);
    case 'IntegrationNotFound':
      return toProblem(IntegrationNotFound, outcome);
    case 'IntegrationDisabled':
      return toProblem(IntegrationDisabled, outcome);
    case 'RegionNotSupported':
      return toProblem(RegionNotSupported, outcome);
    case 'AlreadyLinked':
      return toProblem(AlreadyLinked, { ...outcome, link: toCompanyLink(outcome.link) });
    case 'ReturnUrlNotAllowed':
      return toProblem(ReturnUrlNotAllowed, outcome);
    default:
      return unreachable(outcome);
  }
}

export function toUnlinkResult(outcome: UnlinkOutcome): typeof UnlinkCompanyResult {
  switch (outcome.kind) {
    case 'UnlinkCompanySuccess': {
      const { revokedAtPlatform } = outcome;
      return Object.assign(new UnlinkCompanySuccess(), {
        link: toCompanyLink(outcome.link),
        revokedAtPlatform,
      });
    }
    case 'LinkNotFound':
      return toProblem(LinkNotFound, outcome);
    default:
      return unreachable(outcome);
  }
}
