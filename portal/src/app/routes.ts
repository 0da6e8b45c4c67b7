import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { ApiScope } from '../gql/graphql.ts';

export interface PortalRoute {
  /** As the server serves it too: `PORTAL_PAGES`. */
  readonly path: string;
  /** Its place in the navigation; left out: it is reached from another page. */
  readonly label?: string;
  /** What the key must be allowed, or the page is not asked for. */
  readonly scope?: ApiScope;
  readonly page: LazyExoticComponent<ComponentType>;
}

const IntegrationsPage = lazy(async () => ({
  default: (await import('../integrations/integrations-page.tsx')).IntegrationsPage,
}));

export const PORTAL_ROUTES: readonly PortalRoute[] = [
  {
    path: '/integrations',
    label: 'Accounting integrations',
    scope: 'INTEGRATIONS_READ',
    page: IntegrationsPage,
  },
];
/** Under a policy of its own (its editor writes styles), so going there and leaving it loads a document. */
export const PLAYGROUND = '/playground';
export const HOME = '/integrations';
