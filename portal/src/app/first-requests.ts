import { startFirstCheck } from '../session/first-check.ts';
import { BASE_PATH } from './base-path.ts';
import { preloadPageAt } from './routes.ts';

// Imported before all else: the answers arrive while the browser runs the other scripts of the portal.
startFirstCheck();
preloadPageAt(location.pathname.slice(BASE_PATH.length));
