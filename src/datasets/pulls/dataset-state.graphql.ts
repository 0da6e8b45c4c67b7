import { Field, Int } from 'type-graphql';
import type { PULL_MINUTES } from '../../infra/config/pull-values.js';
import { connectionOf, type Page, toPage } from '../../infra/graphql/connection.graphql.js';
import { describedEnum } from '../../infra/graphql/described-enum.js';
import { OutputType } from '../../infra/graphql/output-type.js';
import { notACursor } from '../../infra/graphql/page-arguments.js';
import { DateTime } from '../../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../../infra/graphql/scopes.js';
import type { CompanyLink } from '../../links/company-link.graphql.js';
import { Dataset } from '../dataset.graphql.js';
import { parseRecordCursor, type RecordPlace, toRecordCursor } from '../records/record-page.rules.js';
import type { ProblemRow } from '../rounds/problem.repository.js';
import { type ListState, type PullSettings, summarise } from './dataset-state.rules.js';

export const DatasetStatus = describedEnum('DatasetStatus', 'How a dataset of a link stands.', {
  NEVER_PULLED: 'Nothing was pulled yet, or what was pulled has been deleted.',
  QUEUED: 'It waits for its turn.',
  PULLING: 'It is pulled now.',
  CURRENT: 'Everything was read.',
  PARTIAL: 'Not everything was read. The next pull tries again.',
  WAITING: 'The platform cannot be asked now. It goes on by itself where it was.',
  PERMISSION_DENIED: 'The user who signed in may not see these records at the platform. It is tried again daily.',
  NOT_SUPPORTED: 'The platform has no such records for this company. It is tried again daily.',
  LINK_LOST: 'The link gives no access. The pull goes on where it was when the company is linked again.',
  FAILED: 'The pull failed. It is tried again by itself.',
  SUSPICIOUS: 'Many records are missing at once. They count as deleted only if a second reading misses them, too.',
});
export type DatasetStatus = keyof typeof DatasetStatus;

export const PullInterval = describedEnum('PullInterval', 'How often data are pulled.', {
  OFF: 'Only when pullDatasets asks for it.',
  MINUTES_15: 'Every 15 minutes.',
  HOURLY: 'Every hour.',
  EVERY_6_HOURS: 'Every six hours.',
  DAILY: 'Once a day.',
  WEEKLY: 'Once a week.',
} satisfies Record<keyof typeof PULL_MINUTES, string>);
export type PullInterval = keyof typeof PullInterval;

@OutputType('When a dataset is pulled by itself.')
export class PullSchedule {
  @Field(() => PullInterval, {
    description:
      'The time between two pulls. Lists that change rarely, such as tax rates, are read once a day where it is shorter.',
  })
  interval: PullInterval;
}

@RequiresScope('DATA_READ')
@OutputType('How a dataset of a link stands, and when it is pulled.')
export class DatasetState {
  // dataset-state.resolver.ts resolves `problems`.

  @Field(() => Dataset, { description: 'The dataset.' })
  dataset: Dataset;

  @Field(() => DatasetStatus, { description: 'How it stands.' })
  status: DatasetStatus;

  @Field(() => String, { nullable: true, description: 'What to do about it, for people. Null while all is well.' })
  message: string | null;

  @Field(() => Int, { description: 'The number of records that are here, without deleted ones.' })
  recordCount: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When a pull last ended with everything read. Null: none has yet.',
  })
  lastCompletedAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it is pulled next. Null: it is pulled now, or only when pullDatasets asks for it.',
  })
  nextPullAt: Date | null;

  @Field(() => PullSchedule, { description: 'When it is pulled by itself.' })
  schedule: PullSchedule;

  linkId: string;
  lists: readonly string[];
}

/** Every dataset of a link. */
export const toDatasetStates = (
  { localId: linkId, status }: Pick<CompanyLink, 'localId' | 'status'>,
  lists: readonly ListState[],
  settings: PullSettings,
): DatasetState[] =>
  summarise(lists, settings, status).map(({ interval, ...summary }) =>
    Object.assign(new DatasetState(), { ...summary, schedule: { interval }, linkId }),
  );

@RequiresScope('DATA_READ')
@OutputType('A record that could not be read. It is tried again with every pull.')
export class DatasetProblem {
  @Field(() => String, {
    description: "The platform's id of the record; where it is not known, its place in the list, such as `#417`.",
  })
  sourceId: string;

  @Field(() => String, { description: 'Why it could not be read.' })
  message: string;

  @Field(() => String, {
    nullable: true,
    description: "The platform's id of the request that failed: its support may ask for it. Null: it gave none.",
  })
  platformRequestId: string | null;

  @Field(() => DateTime, { description: 'When it could not be read for the first time.' })
  since: Date;

  @Field(() => Int, { description: 'How often it was tried.' })
  attempts: number;
}

export const DatasetProblemConnection = connectionOf(DatasetProblem, {
  edge: 'A problem',
  one: 'problem',
  many: 'problems',
  page: 'problems',
});

/** Problems are ordered by their list and id alone. */
const ORDER = { column: null, type: 'text', descending: false } as const;

/** The place at which the previous page ended. @throws ApiError BAD_USER_INPUT */
export function fromProblemCursor(cursor: string | null | undefined): RecordPlace | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  const place = parseRecordCursor(cursor, ORDER, 'problem');
  if (place === undefined) throw notACursor();
  return place;
}

/** `rows` may have one row more than `first`. The extra row tells that there is a further page. */
export function toProblemPage(rows: readonly ProblemRow[], first: number, after: boolean): Page<DatasetProblem> {
  const edges = rows.slice(0, first).map(({ list, source_id: sourceId, platform_request_id, ...row }) => ({
    cursor: toRecordCursor({ key: null, list, sourceId }, ORDER, 'problem'),
    node: Object.assign(new DatasetProblem(), { ...row, sourceId, platformRequestId: platform_request_id }),
  }));
  return toPage(edges, rows.length > first, after);
}
