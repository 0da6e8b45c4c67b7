/** The lines of a chart: round values, zero among them. The last is not below the highest value. */
export function ticksOf(values: readonly number[], count = 4): readonly number[] {
  const [lowest, highest] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = roundStep((highest - lowest || 1) / count);
  // A line below a small negative value would take the room of the other bars.
  const first = Math.ceil(lowest / step);
  // A chart without amounts has a height, too.
  const last = Math.max(Math.ceil(highest / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step + 0);
}

/** The next higher of 1, 2 and 5 times a power of ten. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((factor) => factor * power >= step) ?? 10);
}
