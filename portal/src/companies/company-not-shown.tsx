import { Anchor } from '@mantine/core';
import type { CombinedError } from 'urql';
import { Link } from 'wouter';
import { isWrongInput } from '../ui/error-messages.ts';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { COMPANIES } from './use-companies-address.ts';

export const BackToCompanies = () => (
  <Anchor component={Link} href={COMPANIES}>
    Companies
  </Anchor>
);

interface CompanyNotShownProps {
  readonly result: { readonly data?: object; readonly error?: CombinedError; readonly fetching: boolean };
  readonly onRetry: () => void;
}

/** The page of a company that is not there, cannot be read, or is being read. */
export function CompanyNotShown({ result, onRetry }: CompanyNotShownProps) {
  // A malformed id in the address gets the same page as an unknown id.
  if (isWrongInput(result.error) || (result.data && result.error === undefined))
    return (
      <Page title="There is no such company" eyebrow={<BackToCompanies />}>
        <p>It was deleted, or it is not in this workspace.</p>
      </Page>
    );
  return (
    <Page title="Company" eyebrow={<BackToCompanies />}>
      <QueryState what="the company" result={result} onRetry={onRetry}>
        {() => null}
      </QueryState>
    </Page>
  );
}
