import { Anchor, Button, NativeSelect, Title } from '@mantine/core';
import { Link } from 'wouter';
import type { DataPlace } from '../companies/linked-company.tsx';
import type { PullInterval, PullProgressFragment } from '../gql/graphql.ts';
import { formatCount, INTERVAL, INTERVALS, isUnderWay } from './dataset-labels.ts';
import type { DataOfLink } from './datasets-view.tsx';
import type { DataActions } from './use-data-actions.ts';

interface PullPanelProps {
  readonly data: DataOfLink;
  /** The pull under way. Undefined: there is none. */
  readonly pull: PullProgressFragment | undefined;
  readonly place: DataPlace;
  /** Undefined: the key may not pull. */
  readonly actions: DataActions | undefined;
}

/** The pull under way, or the button that starts one, and the schedule of all datasets. */
export function PullPanel({ data, pull, place, actions }: PullPanelProps) {
  return (
    <section className="panel" aria-labelledby="pull">
      <Title order={2} size="h4" id="pull">
        Pull
      </Title>
      {pull ? <Progress pull={pull} /> : <p>{summaryOf(data)}</p>}
      {place.link.status === 'DEAUTHORIZED' || place.link.status === 'UNLINKED' ? (
        <p className="warning">
          The company is not linked any more, so nothing is pulled. What was pulled is kept.{' '}
          <Anchor component={Link} href={place.address}>
            Relink it
          </Anchor>
        </p>
      ) : null}
      {actions && <Actions data={data} pull={pull} actions={actions} />}
      {actions === undefined && (
        <p className="quiet">To pull or to set the schedule, a key needs the scope DATA_PULL.</p>
      )}
    </section>
  );
}

function summaryOf({ datasets }: DataOfLink): string {
  const records = datasets.reduce((sum, { recordCount }) => sum + recordCount, 0);
  if (records === 0) return 'Nothing was pulled yet.';
  return `${formatCount(records)} records are here.`;
}

function Progress({ pull: { parts, requestedAt } }: { pull: PullProgressFragment }) {
  const done = parts.filter((part) => !isUnderWay(part)).length;
  const read = parts.reduce((sum, part) => sum + part.read, 0);
  const text = `${done} of ${parts.length} datasets are done, ${formatCount(read)} records were read.`;
  return (
    <>
      <progress key={requestedAt} className="progress" max={parts.length} value={done} aria-label="Pull" />
      <p role="status">{text}</p>
    </>
  );
}

interface ActionsProps extends Pick<PullPanelProps, 'data' | 'pull'> {
  readonly actions: DataActions;
}

function Actions({ data, pull, actions }: ActionsProps) {
  const { isBusy } = actions;
  return (
    <div className="pull-actions">
      {pull ? (
        <Button variant="default" disabled={isBusy} onClick={() => actions.cancel(pull.id)}>
          Cancel the pull
        </Button>
      ) : (
        <>
          <Button disabled={isBusy} onClick={() => actions.pull(null)}>
            Pull now
          </Button>
          <Button variant="default" disabled={isBusy} onClick={() => actions.pull(null, true)}>
            Read everything again
          </Button>
        </>
      )}
      <AllSchedules data={data} actions={actions} />
    </div>
  );
}

function AllSchedules({ data, actions }: Pick<ActionsProps, 'data' | 'actions'>) {
  const intervals = new Set(data.datasets.map(({ schedule }) => schedule.interval));
  const [common] = intervals.size === 1 ? intervals : [];
  return (
    <NativeSelect
      label="Schedule of all datasets"
      value={common ?? ''}
      disabled={actions.isBusy}
      data={[
        ...(common ? [] : [{ value: '', label: 'They differ' }]),
        ...INTERVALS.map((value) => ({ value, label: INTERVAL[value] })),
      ]}
      onChange={({ currentTarget: { value } }) => value !== '' && actions.schedule(null, value as PullInterval)}
    />
  );
}
