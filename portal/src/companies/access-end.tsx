import { Moment } from '../ui/moment.tsx';
import type { Link } from './link-words.ts';

/** When access would end by itself. Ledgerlink renews it long before. */
export function AccessEnd({ link }: { link: Link }) {
  if (link.refreshTokenExpiresAt) return <Moment at={link.refreshTokenExpiresAt} />;
  if (link.status === 'LINKED') return 'Does not end by itself';
  return <span className="quiet">No access</span>;
}
