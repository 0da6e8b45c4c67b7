import { type Link, REASONS } from './link-labels.ts';

/** Why a link has its status, and what to do next. */
export function LinkReason({ link, isOnCompanyPage = false }: { link: Link; isOnCompanyPage?: boolean }) {
  const { explanation, next, nextOnCompanyPage = next } = REASONS[link.statusReason];
  const nextStep = isOnCompanyPage ? nextOnCompanyPage : next;
  return (
    <div className="reason">
      <p>{explanation}</p>
      {nextStep && <p className="quiet">{nextStep}</p>}
    </div>
  );
}
