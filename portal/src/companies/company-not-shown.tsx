import { Anchor } from '@mantine/core';
import type { CombinedError } from 'urql';
import { Link } from 'wouter';
import { NotShown } from '../ui/not-shown.tsx';
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
  return (
    <NotShown what="company" eyebrow={<BackToCompanies />} result={result} onRetry={onRetry}>
      It was deleted, or it is not in this workspace.
    </NotShown>
  );
}
