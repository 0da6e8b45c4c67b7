const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const toTheSecond = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' });
const shortDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** A time in the user's language and time zone. `seconds` shows seconds. The tooltip always does. */
export function Moment({ at, seconds = false }: { at: string; seconds?: boolean }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={exact.format(date)}>
      {(seconds ? toTheSecond : whole).format(date)}
    </time>
  );
}

/** A date without a time, such as `2026-04-30`. It is the same in every time zone. `short` shortens the month. */
export function Day({ on, short = false }: { on: string; short?: boolean }) {
  return <time dateTime={on}>{(short ? shortDay : day).format(new Date(`${on}T00:00:00Z`))}</time>;
}
