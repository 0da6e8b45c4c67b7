import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { addressOf } from '../companies/company.ts';
import type { EventRowFragment } from '../gql/graphql.ts';
import { Name } from '../ui/name.tsx';

/** The company whose link an event is about, where the key may see it. */
export function EventCompany({ event: { link } }: { event: Pick<EventRowFragment, 'link'> }) {
  if (!link) return null;
  return (
    <Anchor component={Link} href={addressOf(link.company)}>
      <Name>{link.company.name}</Name>
    </Anchor>
  );
}
