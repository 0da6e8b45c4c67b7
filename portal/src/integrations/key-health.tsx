import { Moment } from '../ui/moment.tsx';

interface Health {
  readonly faultySince: string | null;
  readonly fallbackSince: string | null;
  readonly refusedSince: string | null;
}

/** What the platform refuses of a set of keys, and what to do about it. Nothing for keys that it accepts. */
export function KeyHealth({ set: { faultySince, fallbackSince, refusedSince } }: { set: Health }) {
  return (
    <>
      {faultySince !== null && (
        <p className="warning">
          The platform has refused these keys since <Moment at={faultySince} />. Its links wait, and none is lost. Save
          the current keys of the application.
        </p>
      )}
      {fallbackSince !== null && (
        <p className="warning">
          The platform has refused the new secret since <Moment at={fallbackSince} />. The replaced secret serves for 24
          hours after it was replaced. Check the new one, and save it again.
        </p>
      )}
      {refusedSince !== null && (
        <p className="warning">
          The platform has refused to renew tokens since <Moment at={refusedSince} />, without a reason that is known.
          The links are kept. Check the application at the platform.
        </p>
      )}
    </>
  );
}
