import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { ErrorAlert } from './error-alert.tsx';

/** In place of a page of a list whose address has a cursor or a filter that the API refuses. `whole`: the whole list. */
export function NoSuchListPage({ whole, children }: { whole: string; children: string }) {
  return (
    <ErrorAlert title="This page of the list no longer exists">
      Its address is mistyped or out of date.{' '}
      <Anchor component={Link} href={whole}>
        {children}
      </Anchor>
    </ErrorAlert>
  );
}
