import { Moment } from '../ui/moment.tsx';
import type { Link } from './link-words.ts';

/** When access would end by itself; where it was lost or given up, there is none left to end. Ledgerlink renews it long before. */
export function AccessEnd({ link }: { link: Link }) {
  if (link.status !== 'LINKED') return <span className="quiet">No access</span>;
  if (link.refreshTokenExpiresAt) return <Moment at={link.refreshTokenExpiresAt} />;
  return 'Does not end by itself';
}
