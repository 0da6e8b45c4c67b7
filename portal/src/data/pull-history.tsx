import { Title } from '@mantine/core';
import type { PullProgressFragment } from '../gql/graphql.ts';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { Tag } from '../ui/tag.tsx';
import { formatCount, PULL_STATUS, requesterOf } from './dataset-labels.ts';

/** The last pulls and what each of them changed. */
export function PullHistory({ pulls }: { pulls: readonly PullProgressFragment[] }) {
  if (pulls.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="pulls">
      <Title order={2} size="h4" id="pulls">
        Last pulls
      </Title>
      <table className="rows" aria-labelledby="pulls">
        <thead>
          <tr>
            <th scope="col">Asked for</th>
            <th scope="col">By</th>
            <th scope="col">Status</th>
            <th scope="col">New</th>
            <th scope="col">Changed</th>
            <th scope="col">Deleted</th>
            <th scope="col">Ended</th>
          </tr>
        </thead>
        <tbody>
          {pulls.map((pull) => (
            <tr key={pull.id}>
              <th scope="row">
                <Moment at={pull.requestedAt} />
              </th>
              <td data-label="By">
                <Name>{requesterOf(pull.requestedBy)}</Name>
              </td>
              <td>
                <Tag tone={PULL_STATUS[pull.status].tone}>{PULL_STATUS[pull.status].label}</Tag>
              </td>
              <td data-label="New">{sumOf(pull, 'created')}</td>
              <td data-label="Changed">{sumOf(pull, 'changed')}</td>
              <td data-label="Deleted">{sumOf(pull, 'deleted')}</td>
              <td data-label="Ended">{pull.endedAt ? <Moment at={pull.endedAt} /> : 'Not yet'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const sumOf = ({ parts }: PullProgressFragment, count: 'created' | 'changed' | 'deleted'): string =>
  formatCount(parts.reduce((sum, part) => sum + part[count], 0));
