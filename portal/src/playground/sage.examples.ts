import type { PlaygroundExample } from './example.ts';
import { linkingExamples } from './sage-linking.examples.ts';
import { setupExamples } from './sage-setup.examples.ts';

/** The setup guide and the first link as eight operations, in the order in which it is followed. */
export const examples: readonly PlaygroundExample[] = [...setupExamples, ...linkingExamples];
