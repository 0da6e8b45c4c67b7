import './app/first-requests.ts';
import './app/mantine.css';
import './app/app.css';
import './app/shell.css';
import './ui/ui.css';
import './ui/rows.css';
import './integrations/integrations.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { BASE_PATH } from './app/base-path.ts';

/** The nonce that the content security policy requires of style elements. Open dialogs insert one to lock scrolling. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
setNonce(nonce);

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
// Behind a proxy that removes the path, or past the proxy, the page answers at an address without it, too.
if (`${location.pathname}/`.startsWith(`${BASE_PATH}/`)) createRoot(root).render(<App nonce={nonce} />);
else location.replace(BASE_PATH + location.pathname + location.search + location.hash);
