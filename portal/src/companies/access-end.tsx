import { Moment } from '../ui/moment.tsx';
import type { Link } from './link-labels.ts';

/**
 * When access ends if Ledgerlink does not renew it, which it does long before. A link without access has no such date.
 */
export function AccessEnd({ link }: { link: Link }) {
  if (link.status !== 'LINKED') return <span className="quiet">No access</span>;
  if (link.refreshTokenExpiresAt) return <Moment at={link.refreshTokenExpiresAt} />;
  return 'No end date';
}
