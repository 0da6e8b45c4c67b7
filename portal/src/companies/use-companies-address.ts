import type { LinkStatus } from '../gql/graphql.ts';
import { type PagedAddress, usePagedAddress } from '../ui/use-paged-address.ts';
import { STATUSES } from './link-labels.ts';

export const COMPANIES = '/companies';

export interface Filter {
  readonly search: string;
  readonly linkStatus: LinkStatus | undefined;
}

/** The filter and the page of the company list. */
export function useCompaniesAddress(): PagedAddress & { readonly filter: Filter } {
  const address = usePagedAddress();
  const { parameters } = address;
  const filter = {
    search: parameters.get('search') ?? '',
    linkStatus: STATUSES.find((status) => status === parameters.get('status')),
  };
  return { ...address, filter };
}
