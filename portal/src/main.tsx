import './app/mantine.css';
import './app/app.css';
import './app/shell.css';
import './ui/ui.css';
import './ui/rows.css';
import './integrations/integrations.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { preloadPageAt } from './app/routes.ts';

preloadPageAt(location.pathname);

/** The nonce that the content security policy requires of style elements. Open dialogs insert one to lock scrolling. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
setNonce(nonce);

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(<App nonce={nonce} />);
