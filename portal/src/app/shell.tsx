import { Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { RequireScope } from '../session/viewer.tsx';
import { PageErrorBoundary } from '../ui/page-error-boundary.tsx';
import { Loading } from '../ui/query-state.tsx';
import { Header } from './header.tsx';
import { ShowPage } from './lazy-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { HOME, PLAYGROUND, portalRoutes, preloadPages } from './routes.ts';
import { useFocusRestoration } from './use-focus-restoration.ts';

/** Header, navigation and the page of the current address. */
export function Shell() {
  const [location] = useLocation();
  useFocusRestoration();
  useEffect(() => {
    const timer = setTimeout(preloadPages, 1000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Header />
      <main id="main" tabIndex={-1} className={location === PLAYGROUND ? 'wide' : 'narrow'}>
        <OfflineNotice />
        <PageErrorBoundary address={location}>
          <Suspense fallback={<Loading what="the page" />}>
            <Switch>
              <Route path="/">
                <Redirect to={HOME} replace />
              </Route>
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
