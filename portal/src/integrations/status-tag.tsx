import type { IntegrationStatus } from '../gql/graphql.ts';
import { Tag } from '../ui/tag.tsx';
import { STATUS } from './integration-labels.ts';

export function StatusTag({ status }: { status: IntegrationStatus }) {
  const { label, tone, description } = STATUS[status];
  return (
    <Tag tone={tone} title={description}>
      {label}
    </Tag>
  );
}
