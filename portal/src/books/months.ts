export interface Month {
  /** The first and the last day, such as `2026-04-01` and `2026-04-30`. */
  readonly from: string;
  readonly to: string;
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** The months up to the one of a day, oldest first. */
export function monthsUpTo(day: string, count: number): readonly Month[] {
  const last = new Date(`${day}T00:00:00Z`);
  return Array.from({ length: count }, (_, at) => {
    const month = last.getUTCMonth() - count + 1 + at;
    return {
      from: dayOf(new Date(Date.UTC(last.getUTCFullYear(), month, 1))),
      to: dayOf(new Date(Date.UTC(last.getUTCFullYear(), month + 1, 0))),
    };
  });
}

/** Today where the user is, as `2026-04-30`. */
export function today(): string {
  const now = new Date();
  return dayOf(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
}
