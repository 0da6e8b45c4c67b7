import { type Link, REASONS } from './link-words.ts';

/** Why a link stands where it stands: what happened, and what to do next. */
export function LinkReason({ link, isOnItsPage = false }: { link: Link; isOnItsPage?: boolean }) {
  const { happened, next, nextHere = next } = REASONS[link.statusReason];
  const toDo = isOnItsPage ? nextHere : next;
  return (
    <div className="reason">
      <p>{happened}</p>
      {toDo && <p className="quiet">{toDo}</p>}
    </div>
  );
}
