import { MantineProvider } from '@mantine/core';
import { Router } from 'wouter';
import { EventStreamProvider } from '../session/event-stream.tsx';
import { SessionProvider, useSession } from '../session/session.tsx';
import { SignInPage } from '../session/sign-in-page.tsx';
import { UnavailablePage } from '../session/unavailable-page.tsx';
import { ViewerProvider } from '../session/viewer.tsx';
import { PageErrorBoundary } from '../ui/page-error-boundary.tsx';
import { BASE_PATH } from './base-path.ts';
import { Shell } from './shell.tsx';
import { theme } from './theme.ts';

function PortalOrSignIn() {
  const { state } = useSession();
  if (state.status === 'checking') return null;
  if (state.status === 'unavailable') return <UnavailablePage message={state.message} onRetry={state.retry} />;
  if (state.status === 'signed-out') return <SignInPage notice={state.notice} />;
  return (
    <ViewerProvider>
      <EventStreamProvider>
        <Shell />
      </EventStreamProvider>
    </ViewerProvider>
  );
}

export function App({ nonce }: { nonce: string }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <Router base={BASE_PATH}>
        <PageErrorBoundary>
          <SessionProvider>
            <PortalOrSignIn />
          </SessionProvider>
        </PageErrorBoundary>
      </Router>
    </MantineProvider>
  );
}
