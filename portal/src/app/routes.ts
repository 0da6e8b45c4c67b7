import type { ApiScope } from '../gql/graphql.ts';
import { type LazyPage, lazyPage } from './lazy-page.tsx';

export interface PortalRoute {
  /** Also listed in `PORTAL_PAGES`, the paths for which the server answers with the portal. */
  readonly path: string;
  /** The text in the navigation. Undefined: the page is reached from another page. */
  readonly label?: string;
  /** The scope that the key needs. Without it the page's data is not requested. */
  readonly scope?: ApiScope;
  readonly page: LazyPage;
}

/** Has its own content security policy, because its editor writes inline styles. Going there loads a new document. */
export const PLAYGROUND = '/playground';
/** Leads to the first page that the key may see. */
export const HOME = '/';
const FIRST_PAGE = '/integrations';

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
    page: lazyPage(async () => (await import('../integrations/integration-settings-page.tsx')).IntegrationSettingsPage),
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
    path: '/companies/:id/data',
    scope: 'COMPANIES_READ',
    page: lazyPage(async () => (await import('../data/data-page.tsx')).DataPage),
  },
  {
    path: '/companies/:id/books/:section',
    scope: 'COMPANIES_READ',
    page: lazyPage(async () => (await import('../books/books-page.tsx')).BooksPage),
  },
  {
    path: '/companies/:id/books/:section/:recordId',
    scope: 'COMPANIES_READ',
    page: lazyPage(async () => (await import('../books/record-page.tsx')).RecordPage),
  },
  {
    path: '/events',
    label: 'Events',
    scope: 'EVENTS_READ',
    page: lazyPage(async () => (await import('../events/events-page.tsx')).EventsPage),
  },
  {
    path: '/events/:id',
    scope: 'EVENTS_READ',
    page: lazyPage(async () => (await import('../events/event-page.tsx')).EventPage),
  },
  {
    path: '/webhooks',
    label: 'Webhooks',
    scope: 'EVENTS_READ',
    page: lazyPage(async () => (await import('../webhooks/webhooks-page.tsx')).WebhooksPage),
  },
  {
    path: '/webhooks/:id',
    scope: 'EVENTS_READ',
    page: lazyPage(async () => (await import('../webhooks/endpoint-page.tsx')).EndpointPage),
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

/** The pages of this installation. The playground is left out where it is switched off. */
export const portalRoutes = (): readonly PortalRoute[] =>
  PORTAL_ROUTES.filter(({ path }) => path !== PLAYGROUND || document.documentElement.dataset.playground === 'on');

/** The pages in the navigation: those that a key with these scopes may see. */
export const navigation = (scopes: readonly ApiScope[]): readonly PortalRoute[] =>
  portalRoutes().filter(({ label, scope }) => label !== undefined && (scope === undefined || scopes.includes(scope)));

/** The first page that a key with these scopes may see. Undefined: there is none. */
export const homeOf = (scopes: readonly ApiScope[]): string | undefined => navigation(scopes)[0]?.path;

const samePage = (route: string, address: string): boolean => {
  const [parts, given] = [route.split('/'), address.split('/')];
  return parts.length === given.length && parts.every((part, i) => part.startsWith(':') || part === given[i]);
};

/** Starts to load the page of an address while the session is still being checked. */
export function preloadPageAt(address: string): void {
  const at = address === HOME ? FIRST_PAGE : address;
  PORTAL_ROUTES.find(({ path }) => samePage(path, at))?.page.preload();
}

/** Loads all pages except the playground, so that navigation does not wait. These pages are small. */
export function preloadPages(): void {
  for (const { path, page } of PORTAL_ROUTES) if (path !== PLAYGROUND) page.preload();
}
