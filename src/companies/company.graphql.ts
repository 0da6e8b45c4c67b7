import { Field } from 'type-graphql';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { CompanyRow } from './company.repository.js';

@RequiresScope('COMPANIES_READ')
@OutputType('A customer of this workspace, whose accounting software can be linked.', Node)
export class Company extends Node {
  @Field(() => String, { description: 'The name that the workspace gave it.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: "The workspace's own id for the company, unique in the workspace. Null when there is none.",
  })
  externalId: string | null;

  // company.resolver.ts resolves `links`.

  @Field(() => DateTime, { description: 'When the company was created.' })
  createdAt: Date;

  /** The uuid, for loaders. */
  localId: string;
}

export function toCompany(row: Omit<CompanyRow, 'search_name'>): Company {
  return Object.assign(new Company(), {
    id: toGlobalId('Company', row.id),
    localId: row.id,
    name: row.name,
    externalId: row.external_id,
    createdAt: row.created_at,
  });
}
