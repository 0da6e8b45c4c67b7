import { Code, Title } from '@mantine/core';
import { useQuery } from 'urql';
import { DatasetProblemsDocument } from '../gql/graphql.ts';
import { Moment } from '../ui/moment.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { DATASET } from './dataset-labels.ts';

/** The records that the platform could not give, with what its support needs to know. */
export function DatasetProblems({ linkId }: { linkId: string }) {
  const [result, refetch] = useQuery({ query: DatasetProblemsDocument, variables: { linkId } });
  return (
    <section className="panel" aria-labelledby="problems">
      <Title order={2} size="h4" id="problems">
        Records that could not be read
      </Title>
      <QueryState what="the problems" result={result} onRetry={() => refetch({ requestPolicy: 'network-only' })}>
        {({ node }) => {
          const found =
            node && 'datasets' in node ? node.datasets.filter(({ problems }) => problems.nodes.length > 0) : [];
          if (found.length === 0) return <p>None is known at the moment.</p>;
          return found.map(({ dataset, problems }) => (
            <div key={dataset} className="problems-of">
              <Title order={3} size="h5">
                {DATASET[dataset].label}
              </Title>
              <ul>
                {problems.nodes.map(({ sourceId, message, platformRequestId, since, attempts }) => (
                  <li key={sourceId}>
                    <Code>{sourceId}</Code> {message}{' '}
                    <span className="quiet">
                      Tried {attempts === 1 ? 'once' : `${attempts} times`} since <Moment at={since} />
                      {platformRequestId && (
                        <>
                          , request <Code>{platformRequestId}</Code>
                        </>
                      )}
                      .
                    </span>
                  </li>
                ))}
              </ul>
              {problems.pageInfo.hasNextPage && <p className="quiet">There are more. The API names all of them.</p>}
            </div>
          ));
        }}
      </QueryState>
    </section>
  );
}
