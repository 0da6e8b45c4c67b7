import { type Link, REASONS } from './link-words.ts';

/** Why a link stands where it stands: what happened, and what to do next. */
export function LinkReason({ link }: { link: Link }) {
  const { happened, next } = REASONS[link.statusReason];
  return (
    <div className="reason">
      <p>{happened}</p>
      {next && <p className="quiet">{next}</p>}
    </div>
  );
}
