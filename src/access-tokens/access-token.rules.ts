import type { LinkStatus } from '../links/company-link.rules.js';

/** Why no token of a link can be issued, by its status alone. Null: the link may be used. */
export function whyNotIssued(
  link: { readonly status: LinkStatus; readonly enabled: boolean } | undefined,
): 'missing' | 'disabled' | 'pending' | 'relink' | null {
  if (link === undefined) return 'missing';
  if (!link.enabled) return 'disabled';
  switch (link.status) {
    case 'LINKED':
      return null;
    case 'PENDING':
      return 'pending';
    case 'UNLINKED':
    case 'DEAUTHORIZED':
      return 'relink';
  }
}
