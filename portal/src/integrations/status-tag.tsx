import type { IntegrationStatus } from '../gql/graphql.ts';
import { Tag } from '../ui/tag.tsx';
import { STATUS } from './integration-words.ts';

export function StatusTag({ status }: { status: IntegrationStatus }) {
  const { label, tone, about } = STATUS[status];
  return (
    <Tag tone={tone} title={about}>
      {label}
    </Tag>
  );
}
