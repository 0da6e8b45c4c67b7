import { Suspense, useEffect, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { RequireScope, useScope, useViewer } from '../session/viewer.tsx';
import { ErrorAlert } from '../ui/error-alert.tsx';
import { PageErrorBoundary } from '../ui/page-error-boundary.tsx';
import { Loading } from '../ui/query-state.tsx';
import { WEBHOOKS } from '../webhooks/address.ts';
import { BASE_PATH } from './base-path.ts';
import { Header } from './header.tsx';
import { type LazyPage, lazyPage, ShowPage } from './lazy-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { HOME, homeOf, PLAYGROUND, portalRoutes, preloadPages } from './routes.ts';
import { useFocusRestoration } from './use-focus-restoration.ts';

/** Loaded after the page of the address, and left out when it cannot be. */
const disabledEndpoints = lazyPage(async () => (await import('../webhooks/disabled-endpoints.tsx')).DisabledEndpoints);

/** Header, navigation and the page of the current address. */
export function Shell() {
  const [location] = useLocation();
  const home = homeOf(useViewer().scopes);
  const mayReadEvents = useScope('EVENTS_READ');
  const [DisabledEndpoints, setDisabledEndpoints] = useState<LazyPage['loaded']>();
  useFocusRestoration();
  useEffect(() => {
    // The page of the address comes first: on a slow machine the others would take its place on the network.
    const timer = setInterval(() => {
      if (document.querySelector('h1') === null) return;
      clearInterval(timer);
      preloadPages();
      disabledEndpoints.preload().then(() => setDisabledEndpoints(() => disabledEndpoints.loaded));
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Header />
      <main id="main" tabIndex={-1} className={location === PLAYGROUND ? 'wide' : 'narrow'}>
        <OfflineNotice />
        {DisabledEndpoints && mayReadEvents && !location.startsWith(WEBHOOKS) && <DisabledEndpoints />}
        <PageErrorBoundary key={location}>
          <Suspense fallback={<Loading what="the page" />}>
            <Switch>
              <Route path={HOME}>{home === undefined ? <NoPage /> : <Home path={home} />}</Route>
              {portalRoutes().map(({ path, scope, page }) => (
                <Route key={path} path={path}>
                  {scope ? (
                    <RequireScope scope={scope}>
                      <ShowPage page={page} />
                    </RequireScope>
                  ) : (
                    <ShowPage page={page} />
                  )}
                </Route>
              ))}
              <Route component={NotFoundPage} />
            </Switch>
          </Suspense>
        </PageErrorBoundary>
      </main>
    </>
  );
}

/** The playground has a content security policy of its own, so it is loaded as a new document. */
function Home({ path }: { path: string }) {
  useEffect(() => {
    if (path === PLAYGROUND) location.replace(BASE_PATH + path);
  }, [path]);
  return path === PLAYGROUND ? <Loading what="the playground" /> : <Redirect to={path} replace />;
}

/** For a key whose scopes are for programs only, where the playground is switched off. */
function NoPage() {
  const { scopes } = useViewer();
  return (
    <ErrorAlert title="Your API key has no page here">
      Its scopes are {scopes.join(', ')}. Sign in with a key that may read something.
    </ErrorAlert>
  );
}
