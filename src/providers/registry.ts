import type { Provider, ProviderDefinition } from './provider.js';
import { sageApi } from './sage/sage.api.js';
import { sage } from './sage/sage.definition.js';

/** Every platform that this build knows. A new one is a folder beside `sage/`, its GraphQL file, and two lines here. */
export const providers: readonly ProviderDefinition[] = [sage];
