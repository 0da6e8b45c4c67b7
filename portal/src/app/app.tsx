import { MantineProvider } from '@mantine/core';
import { SessionProvider, useSession } from '../session/session.tsx';
import { SignInPage } from '../session/sign-in-page.tsx';
import { ViewerProvider } from '../session/viewer.tsx';
import { Shell } from './shell.tsx';
import { theme } from './theme.ts';

function SignedInOrNot() {
  const { state } = useSession();
  if (state.is === 'asking') return null;
  if (state.is === 'signed-out') return <SignInPage notice={state.notice} />;
  return (
    <ViewerProvider>
      <Shell />
    </ViewerProvider>
  );
}

export function App({ nonce }: { nonce: string }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <SessionProvider>
        <SignedInOrNot />
      </SessionProvider>
    </MantineProvider>
  );
}
