import { Button, Group } from '@mantine/core';
import type { PagedAddress } from './use-paged-address.ts';

interface PagerProps {
  /** The plural of what is listed: "companies". */
  readonly what: string;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  readonly address: PagedAddress;
}

/** The buttons to the other pages of a list. Nothing where there is one page. */
export function Pager({ what, pageInfo, address }: PagerProps) {
  const isNumbered = address.page > 1 || address.isFirst;
  if (!pageInfo.hasNextPage && address.isFirst) return null;
  return (
    <Group component="nav" aria-label={`Pages of ${what}`}>
      <Button variant="default" disabled={address.isFirst} onClick={address.previous}>
        {isNumbered ? 'Previous' : 'First page'}
      </Button>
      {isNumbered && <span>Page {address.page}</span>}
      <Button
        variant="default"
        disabled={!pageInfo.hasNextPage}
        onClick={() => pageInfo.endCursor && address.next(pageInfo.endCursor)}
      >
        Next
      </Button>
    </Group>
  );
}
