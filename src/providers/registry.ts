import type { ProviderDefinition } from './provider.js';
import { sage } from './sage/sage.definition.js';
import { sagePlaygroundExamples } from './sage/sage.playground.js';

/** Every platform that this build knows. A new one is a folder beside `sage/`, its GraphQL file, and a line here. */
export const providers: readonly ProviderDefinition[] = [sage];

/** The tabs that the playground opens with. */
export const playgroundExamples = sagePlaygroundExamples;
