import { Anchor } from '@mantine/core';
import type { CombinedError } from 'urql';
import { Link } from 'wouter';
import { isWrongInput } from '../ui/error-messages.ts';
import { NoSuchListPage } from '../ui/no-such-list-page.tsx';
import { NotShown } from '../ui/not-shown.tsx';
import { Page } from '../ui/page.tsx';
import { endpointAddress, WEBHOOKS } from './address.ts';

export const BackToWebhooks = () => (
  <Anchor component={Link} href={WEBHOOKS}>
    Webhooks
  </Anchor>
);

interface EndpointNotShownProps {
  readonly id: string;
  readonly result: { readonly data?: object; readonly error?: CombinedError; readonly fetching: boolean };
  /** Whether the address names no later page of the log. */
  readonly isFirst: boolean;
  readonly onRetry: () => void;
}

/** The page of an endpoint that is not there, cannot be read, or is being read. */
export function EndpointNotShown({ id, result, isFirst, onRetry }: EndpointNotShownProps) {
  if (isWrongInput(result.error) && !isFirst)
    return (
      <Page title="Webhook endpoint" eyebrow={<BackToWebhooks />}>
        <NoSuchListPage whole={endpointAddress({ id })}>Show the endpoint</NoSuchListPage>
      </Page>
    );
  return (
    <NotShown what="webhook endpoint" eyebrow={<BackToWebhooks />} result={result} onRetry={onRetry}>
      It was deleted, or it is not in this workspace.
    </NotShown>
  );
}
