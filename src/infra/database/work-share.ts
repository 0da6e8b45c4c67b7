/** One of `count` equal parts of the background work, from 0 on. Each row belongs to one part, by its uuid. */
export interface WorkShare {
  readonly index: number;
  readonly count: number;
}

/** All of the work. */
export const WHOLE: WorkShare = { index: 0, count: 1 };

/** A condition: the row with this uuid belongs to a share. `count` and `index` are the share's parameters. */
export const isInShare = (uuid: string, { count, index }: { count: string; index: string }): string =>
  `(uuid_hash(${uuid}) & 2147483647) % ${count}::int = ${index}::int`;
