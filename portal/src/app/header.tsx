import { Button, Text } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { useSession } from '../session/session.tsx';
import { useViewer } from '../session/viewer.tsx';
import { Logo } from '../ui/logo.tsx';
import { isolated, Name } from '../ui/name.tsx';
import { BASE_PATH } from './base-path.ts';
import { ColorSchemeToggle } from './color-scheme-toggle.tsx';
import { HOME, navigation, PLAYGROUND } from './routes.ts';

function NavigationLink({ href, label }: { href: string; label: string }) {
  const [location] = useLocation();
  const isHere = location === href || location.startsWith(`${href}/`);
  const current = isHere ? 'page' : undefined;
  // The playground has its own content security policy, so going there or leaving it must load a new document.
  if (href === PLAYGROUND || location === PLAYGROUND)
    return (
      <a className="nav-link" href={BASE_PATH + href} aria-current={current}>
        {label}
      </a>
    );
  return (
    <Link className="nav-link" href={href} aria-current={current}>
      {label}
    </Link>
  );
}

/** The top bar: navigation, the workspace and key in use, colour scheme, sign-out. */
export function Header() {
  const { signOut } = useSession();
  const { workspace, apiKey, scopes } = useViewer();
  return (
    <header className="app-header">
      <a className="brand" href={BASE_PATH + HOME}>
        <Logo /> Ledgerlink
      </a>
      <nav aria-label="Main">
        {navigation(scopes).map(({ path, label }) => (
          <NavigationLink key={path} href={path} label={label ?? path} />
        ))}
      </nav>
      <div className="app-header-end">
        <Text size="sm" className="who" title={apiKey ? `Signed in with the key ${isolated(apiKey.name)}` : undefined}>
          <Name>{workspace.name}</Name>
          {apiKey && (
            <>
              {' · '}
              <Name>{apiKey.name}</Name> (ll_{apiKey.prefix})
            </>
          )}
        </Text>
        <ColorSchemeToggle />
        <Button variant="default" size="xs" onClick={() => signOut()}>
          Sign out
        </Button>
      </div>
    </header>
  );
}
