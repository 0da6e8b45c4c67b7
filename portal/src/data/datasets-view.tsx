import { Title } from '@mantine/core';
import { useQuery } from 'urql';
import type { DataPlace } from '../companies/linked-company.tsx';
import { DataOfLinkDocument, type DataOfLinkQuery } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useAutoRefetch } from '../ui/use-auto-refetch.ts';
import { isUnderWay } from './dataset-labels.ts';
import { DatasetProblems } from './dataset-problems.tsx';
import { DatasetTable } from './dataset-table.tsx';
import { PullHistory } from './pull-history.tsx';
import { PullPanel } from './pull-panel.tsx';
import { type DataActions, useDataActions } from './use-data-actions.ts';

export type DataOfLink = Extract<NonNullable<DataOfLinkQuery['node']>, { datasets: unknown }>;

/** The datasets of a link, the pull under way, the schedule, and what could not be read. */
export function DatasetsView({ place }: { place: DataPlace }) {
  const linkId = place.link.id;
  const [result, refetch] = useQuery({ query: DataOfLinkDocument, variables: { linkId } });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  const actions = useDataActions(linkId, reload);
  const node = result.data?.node;
  const data = node && 'datasets' in node ? node : undefined;
  useAutoRefetch(reload, data?.pulls.nodes.some(isUnderWay) ?? false);
  return (
    <>
      <Notice notice={actions.notice} onClose={actions.closeNotice} />
      <QueryState what="the datasets" result={result} onRetry={reload}>
        {() =>
          data ? (
            <Shown data={data} place={place} actions={actions} />
          ) : (
            <EmptyState>The link is not there any more.</EmptyState>
          )
        }
      </QueryState>
    </>
  );
}

interface ShownProps {
  readonly data: DataOfLink;
  readonly place: DataPlace;
  readonly actions: DataActions;
}

function Shown({ data, place, actions }: ShownProps) {
  const mayPull = useScope('DATA_PULL');
  const pull = data.pulls.nodes.find(isUnderWay);
  const hasProblems = data.datasets.some(({ status }) => status === 'PARTIAL');
  return (
    <>
      <PullPanel data={data} pull={pull} place={place} actions={mayPull ? actions : undefined} />
      <section className="panel" aria-labelledby="datasets">
        <Title order={2} size="h4" id="datasets">
          Datasets
        </Title>
        <DatasetTable data={data} pull={pull} place={place} actions={mayPull ? actions : undefined} />
      </section>
      {hasProblems && <DatasetProblems linkId={place.link.id} />}
      <PullHistory pulls={data.pulls.nodes} />
    </>
  );
}
