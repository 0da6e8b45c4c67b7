// Every slice of the program, one line each: a new slice is its folder and its line here. Entities, resolvers, loaders,
// node types, background jobs and services all come from what these manifests list; migrations are listed in
// `migrations/index.ts`. Order does not matter: services and loaders are made when they are first used.

// First: TypeGraphQL's decorators ask for it, although all types are given explicitly and no metadata is emitted.
import 'reflect-metadata';

export { accessTokens } from '../access-tokens/index.js';
export { accounting } from '../accounting/index.js';
export { audit } from '../audit/index.js';
export { catalogue } from '../catalogue/index.js';
export { companies } from '../companies/index.js';
export { credentials } from '../credentials/index.js';
export { datasets } from '../datasets/index.js';
export { events } from '../events/index.js';
export { integrations } from '../integrations/index.js';
export { linking } from '../linking/index.js';
export { links } from '../links/index.js';
export { platformRequests } from '../platform-requests/index.js';
export { portal } from '../portal/index.js';
export { providers } from '../providers/index.js';
export { repeats } from '../repeats/index.js';
export { reports } from '../reports/index.js';
export { subscriptions } from '../subscriptions/index.js';
export { tokens } from '../tokens/index.js';
export { webhooks } from '../webhooks/index.js';
export { workspaces } from '../workspaces/index.js';
