import type { Composition } from './composition.js';

/** Starts the background jobs of all slices; returns what stops them. They need an open database. */
export function startBackground(composition: Composition): () => void {
  const { slices, services } = composition;
  const stops = slices.flatMap(({ jobs = [] }) => jobs.map((job) => job.start(services, composition)));
  return () => {
    for (const stop of stops) stop();
  };
}

/** Waits until no background job has work under way. Call it after the app was closed: then no request can add any. */
export async function drainBackground({ slices, services }: Composition): Promise<void> {
  await Promise.all(slices.flatMap(({ jobs = [] }) => jobs.map((job) => job.drain?.(services))));
}
