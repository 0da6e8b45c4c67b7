const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const toTheSecond = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' });

/** A moment in the reader's language and time zone; to the second when pointed at, or where the order counts. */
export function Moment({ at, seconds = false }: { at: string; seconds?: boolean }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={exact.format(date)}>
      {(seconds ? toTheSecond : whole).format(date)}
    </time>
  );
}

/** A day without a time, the same everywhere. */
export function Day({ on }: { on: string }) {
  return <time dateTime={on}>{day.format(new Date(`${on}T00:00:00Z`))}</time>;
}
