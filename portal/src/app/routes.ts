import type { ApiScope } from '../gql/graphql.ts';
import { type LazyPage, lazyPage } from './lazy-page.tsx';

export interface PortalRoute {
  /** As the server serves it too: `PORTAL_PAGES`. */
  readonly path: string;
  /** Its place in the navigation; left out: it is reached from another page. */
  readonly label?: string;
  /** What the key must be allowed, or the page is not asked for. */
  readonly scope?: ApiScope;
  readonly page: LazyPage;
}

/** Under a policy of its own (its editor writes styles), so going there and leaving it loads a document. */
export const PLAYGROUND = '/playground';
export const HOME = '/integrations';

export const PORTAL_ROUTES: readonly PortalRoute[] = [
  {
    path: '/integrations',
    label: 'Accounting integrations',
    scope: 'INTEGRATIONS_READ',
    page: lazyPage(async () => (await import('../integrations/integrations-page.tsx')).IntegrationsPage),
  },
  {
    path: '/integrations/:key',
    scope: 'INTEGRATIONS_READ',
    page: lazyPage(
      async () => (await import('../integrations/integration-settings-page.tsx')).IntegrationSettingsPage,
    ),
  },
  {
    path: '/companies',
    label: 'Companies',
    scope: 'COMPANIES_READ',
    page: lazyPage(async () => (await import('../companies/companies-page.tsx')).CompaniesPage),
  },
  {
    path: '/companies/:id',
    scope: 'COMPANIES_READ',
    page: lazyPage(async () => (await import('../companies/company-page.tsx')).CompanyPage),
  },
  {
    path: '/api-keys',
    label: 'API keys',
    scope: 'API_KEYS_WRITE',
    page: lazyPage(async () => (await import('../api-keys/api-keys-page.tsx')).ApiKeysPage),
  },
  {
    path: '/audit',
    label: 'Audit',
    scope: 'AUDIT_READ',
    page: lazyPage(async () => (await import('../audit/audit-page.tsx')).AuditPage),
  },
  {
    path: PLAYGROUND,
    label: 'Playground',
    page: lazyPage(async () => (await import('../playground/playground-page.tsx')).PlaygroundPage),
  },
];

/** The pages that there are: no playground where the installation serves none. */
export const portalRoutes = (): readonly PortalRoute[] =>
  PORTAL_ROUTES.filter(
    ({ path }) => path !== PLAYGROUND || document.documentElement.dataset.playground === 'on',
  );

export const navigation = (): readonly PortalRoute[] =>
  portalRoutes().filter(({ label }) => label !== undefined);

const samePage = (route: string, address: string): boolean => {
  const [parts, given] = [route.split('/'), address.split('/')];
  return parts.length === given.length && parts.every((part, i) => part.startsWith(':') || part === given[i]);
};

/** Begins to load what an address will show, while it is still being asked who is signed in. */
export function preloadPageAt(address: string): void {
  const at = address === '/' ? HOME : address;
  PORTAL_ROUTES.find(({ path }) => samePage(path, at))?.page.preload();
}

/** All pages but the playground, so that going to one takes no waiting. They are small. */
export function preloadPages(): void {
  for (const { path, page } of PORTAL_ROUTES) if (path !== PLAYGROUND) page.preload();
}
