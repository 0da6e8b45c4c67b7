import type { PlaygroundExample } from './playground-example.ts';
import { linkingExamples } from './sage-linking.examples.ts';
import { setupExamples } from './sage-setup.examples.ts';

/** The eight operations of the guide, from set-up to the first link, in order. */
export const examples: readonly PlaygroundExample[] = [...setupExamples, ...linkingExamples];
