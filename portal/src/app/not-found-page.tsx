import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { Page } from '../ui/page.tsx';
import { HOME } from './routes.ts';

export function NotFoundPage() {
  return (
    <Page title="There is nothing here">
      <p>
        The address may be mistyped, or what it named is gone.{' '}
        <Anchor component={Link} href={HOME}>
          Go to the accounting integrations
        </Anchor>
        .
      </p>
    </Page>
  );
}
