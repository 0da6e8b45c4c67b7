/** The next smaller page size; every size divides the one before it, so that a page of a smaller size has its place. */
export const smaller = (size: number): number => {
  if (size % 2 === 0) return size / 2;
  return size % 5 === 0 ? size / 5 : 1;
};

/** The size that becomes `size` when it is made smaller, with `max` as the largest. */
export function larger(size: number, max: number): number {
  let candidate = max;
  while (smaller(candidate) > size) candidate = smaller(candidate);
  return candidate;
}
