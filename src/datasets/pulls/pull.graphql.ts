import { Field, Int } from 'type-graphql';
import { validate } from 'uuid';
import { connectionOf, type Page, toPage } from '../../infra/graphql/connection.graphql.js';
import { describedEnum } from '../../infra/graphql/described-enum.js';
import { Node } from '../../infra/graphql/node.graphql.js';
import { OutputType } from '../../infra/graphql/output-type.js';
import { notACursor } from '../../infra/graphql/page-arguments.js';
import { DateTime } from '../../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../../infra/graphql/scopes.js';
import { toGlobalId } from '../../infra/ids/ids.js';
import { Dataset } from '../dataset.graphql.js';
import type { PullRow } from './pull-read.repository.js';
import type { PullSummary } from './pull-state.rules.js';

export const PullStatus = describedEnum('PullStatus', 'How a pull, or one dataset in it, stands.', {
  QUEUED: 'It waits for its turn.',
  RUNNING: 'It is under way. It also runs while it waits for the platform or for the link.',
  COMPLETED: 'Everything was read.',
  PARTIAL: 'Not everything could be read.',
  FAILED: 'Nothing could be read.',
  CANCELLED: 'It was cancelled. What was read until then is kept.',
});
export type PullStatus = keyof typeof PullStatus;

@OutputType('The progress of one dataset in a pull.')
export class PullPart {
  @Field(() => Dataset, { description: 'The dataset.' })
  dataset: Dataset;

  @Field(() => PullStatus, { description: 'How it stands.' })
  status: PullStatus;

  @Field(() => Int, {
    nullable: true,
    description:
      "The number of records to read: the platform's own total, where it gives one. Null where only changes are read, and before the first page.",
  })
  expected: number | null;

  @Field(() => Int, {
    description:
      'The number of records that were read so far. A record that changes meanwhile is read again, so it may exceed `expected`.',
  })
  read: number;

  @Field(() => Int, { description: 'Those that were new.' })
  created: number;

  @Field(() => Int, { description: 'Those that had changed.' })
  changed: number;

  @Field(() => Int, { description: 'Those that were as they are stored.' })
  unchanged: number;

  @Field(() => Int, { description: 'Records that were found to be deleted at the platform.' })
  deleted: number;

  @Field(() => Int, { description: 'Records that could not be read. `DatasetState.problems` names them.' })
  problems: number;

  @Field(() => String, {
    nullable: true,
    description: 'Why it failed and what to do, for people. Null: it did not fail.',
  })
  message: string | null;
}

@RequiresScope('DATA_READ')
@OutputType(
  'One pull of datasets of a link, with its progress. Scheduled pulls are kept where they changed something, as one for each interval. History is kept for 90 days.',
  Node,
)
export class Pull extends Node {
  // pull.resolver.ts resolves `link`.

  @Field(() => PullStatus, { description: 'How it stands.' })
  status: PullStatus;

  @Field(() => String, {
    description:
      'Who asked for it: an API key by name and prefix, such as `default (ll_7Qk3vZ1a)`, `link` for the first pull of a link, or `schedule`.',
  })
  requestedBy: string;

  @Field(() => DateTime, { description: 'When it was asked for.' })
  requestedAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'When its first dataset began. Null: none has yet.' })
  startedAt: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When its last dataset ended. Null: it is not over.' })
  endedAt: Date | null;

  @Field(() => [PullPart], { description: 'Its datasets.' })
  parts: readonly PullPart[];

  linkId: string;
}

export const toPull = (row: PullRow, summary: PullSummary): Pull =>
  Object.assign(new Pull(), {
    ...summary,
    id: toGlobalId('Pull', row.id),
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    linkId: row.link_id,
  });

export const PullConnection = connectionOf(Pull, {
  edge: 'A pull',
  one: 'pull',
  many: 'pulls',
  page: 'pulls, newest first',
});

const toCursor = (id: string): string => Buffer.from(id).toString('base64url');

/** The id of the pull at which the previous page ended. @throws ApiError BAD_USER_INPUT */
export function fromPullCursor(cursor: string | null | undefined): string | null {
  if (cursor === undefined || cursor === null) return null;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!validate(id) || toCursor(id) !== cursor) throw notACursor();
  return id;
}

/** `ids` may have one more than `first`, which tells that there is a further page. */
export const toPullPage = (
  found: readonly { readonly id: string; readonly pull: Pull }[],
  hasNextPage: boolean,
  after: boolean,
): Page<Pull> =>
  toPage(
    found.map(({ id, pull }) => ({ cursor: toCursor(id), node: pull })),
    hasNextPage,
    after,
  );
