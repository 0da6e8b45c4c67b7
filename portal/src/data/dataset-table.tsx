import { Anchor, Button, NativeSelect } from '@mantine/core';
import { Link } from 'wouter';
import { sectionAddress } from '../books/address.ts';
import type { DataPlace } from '../companies/linked-company.tsx';
import type { DatasetRowFragment, PullInterval, PullProgressFragment } from '../gql/graphql.ts';
import { Moment } from '../ui/moment.tsx';
import { Tag } from '../ui/tag.tsx';
import { DATASET, formatCount, INTERVAL, INTERVALS, isUnderWay, STATUS } from './dataset-labels.ts';
import type { DataOfLink } from './datasets-view.tsx';
import type { DataActions } from './use-data-actions.ts';

interface DatasetTableProps {
  readonly data: DataOfLink;
  readonly pull: PullProgressFragment | undefined;
  readonly place: DataPlace;
  readonly actions: DataActions | undefined;
}

/** How each dataset stands. On a narrow screen each row becomes a card. */
export function DatasetTable({ data, pull, place, actions }: DatasetTableProps) {
  const states = new Map(data.datasets.map((state) => [state.dataset, state]));
  return (
    <table className="rows datasets" aria-labelledby="datasets">
      <thead>
        <tr>
          <th scope="col">Dataset</th>
          <th scope="col">Status</th>
          <th scope="col">Records</th>
          <th scope="col">Complete at</th>
          <th scope="col">Next pull</th>
          <th scope="col">Schedule</th>
          {actions && (
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {(Object.keys(DATASET) as (keyof typeof DATASET)[]).map((dataset) => {
          const state = states.get(dataset);
          const part = pull?.parts.find((one) => one.dataset === dataset);
          return state && <DatasetRow key={dataset} state={state} part={part} place={place} actions={actions} />;
        })}
      </tbody>
    </table>
  );
}

type Part = PullProgressFragment['parts'][number];

interface DatasetRowProps extends Pick<DatasetTableProps, 'place' | 'actions'> {
  readonly state: DatasetRowFragment;
  /** Its part of the pull under way. */
  readonly part: Part | undefined;
}

function DatasetRow({ state, part, place, actions }: DatasetRowProps) {
  const { label, section, filter } = DATASET[state.dataset];
  const { label: status, tone, text } = STATUS[state.status];
  return (
    <>
      <tr>
        <th scope="row">
          {section && state.recordCount > 0 ? (
            <Anchor component={Link} href={sectionAddress(place, section, filter)}>
              {label}
            </Anchor>
          ) : (
            label
          )}
        </th>
        <td className="dataset-status">
          <Tag tone={tone}>{status}</Tag>
          {part && isUnderWay(part) && part.status === 'RUNNING' && <PartProgress label={label} part={part} />}
        </td>
        <td data-label="Records">{formatCount(state.recordCount)}</td>
        <td data-label="Complete at">{state.lastCompletedAt ? <Moment at={state.lastCompletedAt} /> : 'Never'}</td>
        <td data-label="Next pull">{state.nextPullAt ? <NextPull at={state.nextPullAt} /> : notPlanned(state)}</td>
        <td data-label={actions ? undefined : 'Schedule'}>
          <Schedule state={state} label={label} actions={actions} />
        </td>
        {actions && (
          <td>
            <Button
              variant="default"
              size="xs"
              disabled={actions.isBusy || (part !== undefined && isUnderWay(part))}
              onClick={() => actions.pull([state.dataset])}
            >
              Pull<span className="visually-hidden"> {label}</span>
            </Button>
          </td>
        )}
      </tr>
      {state.message && (
        <tr className="note">
          <td colSpan={actions ? 7 : 6}>{text ?? state.message}</td>
        </tr>
      )}
    </>
  );
}

/** A time that has passed is no promise: the pull begins as soon as a process is free. */
const NextPull = ({ at }: { at: string }) => (new Date(at) <= new Date() ? 'Now' : <Moment at={at} />);

const notPlanned = ({ status }: DatasetRowFragment): string =>
  status === 'PULLING' || status === 'QUEUED' ? 'Now' : 'None';

function PartProgress({ label, part: { read, expected } }: { label: string; part: Part }) {
  return (
    <>
      <progress
        className="progress"
        aria-label={`Pull of ${label.toLowerCase()}`}
        max={expected ?? undefined}
        value={expected === null ? undefined : Math.min(read, expected)}
      />
      <span className="quiet">
        {formatCount(read)} {expected !== null && `of ${formatCount(expected)} `}read
      </span>
    </>
  );
}

interface ScheduleProps extends Pick<DatasetRowProps, 'state' | 'actions'> {
  readonly label: string;
}

function Schedule({ state: { dataset, schedule }, label, actions }: ScheduleProps) {
  if (actions === undefined) return INTERVAL[schedule.interval];
  return (
    <NativeSelect
      size="xs"
      aria-label={`Schedule of ${label.toLowerCase()}`}
      value={schedule.interval}
      disabled={actions.isBusy}
      data={INTERVALS.map((value) => ({ value, label: INTERVAL[value] }))}
      onChange={({ currentTarget: { value } }) => actions.schedule([dataset], value as PullInterval)}
    />
  );
}
