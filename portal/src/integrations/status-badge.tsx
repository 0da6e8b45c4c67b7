import { Badge } from '@mantine/core';
import type { IntegrationStatus } from '../gql/graphql.ts';
import { STATUS } from './integration-words.ts';

export function StatusBadge({ status }: { status: IntegrationStatus }) {
  const { label, color, about } = STATUS[status];
  return (
    <Badge className="badge" data-tone={color} variant="light" title={about}>
      {label}
    </Badge>
  );
}
