import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { Page } from '../ui/page.tsx';
import { HOME } from './routes.ts';

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <p>
        The address is mistyped, or the page no longer exists.{' '}
        <Anchor component={Link} href={HOME}>
          Go to the first page
        </Anchor>
        .
      </p>
    </Page>
  );
}
