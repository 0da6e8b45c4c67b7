import { Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { NeedsScope } from '../session/viewer.tsx';
import { PageFailed } from '../ui/page-failed.tsx';
import { Loading } from '../ui/query-state.tsx';
import { Header } from './header.tsx';
import { ShowPage } from './lazy-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { HOME, PLAYGROUND, portalRoutes, preloadPages } from './routes.ts';
import { useKeptFocus } from './use-kept-focus.ts';

/** Header, navigation and the page that the address names. */
export function Shell() {
  const [location] = useLocation();
  useKeptFocus();
  useEffect(() => {
    const soon = setTimeout(preloadPages, 1000);
    return () => clearTimeout(soon);
  }, []);
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Header />
      <main id="main" tabIndex={-1} className={location === PLAYGROUND ? 'wide' : 'narrow'}>
        <OfflineNotice />
        <PageFailed of={location}>
          <Suspense fallback={<Loading what="the page" />}>
            <Switch>
              <Route path="/">
                <Redirect to={HOME} replace />
              </Route>
              {portalRoutes().map(({ path, scope, page }) => (
                <Route key={path} path={path}>
                  {scope ? (
                    <NeedsScope scope={scope}>
                      <ShowPage page={page} />
                    </NeedsScope>
                  ) : (
                    <ShowPage page={page} />
                  )}
                </Route>
              ))}
              <Route component={NotFoundPage} />
            </Switch>
          </Suspense>
        </PageFailed>
      </main>
    </>
  );
}
