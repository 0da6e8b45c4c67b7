const given = document.documentElement.dataset.base ?? '';

/**
 * The path of this installation on its host: empty, or a path without a slash at the end. The addresses of routes and
 * links have it added by the router. `vite dev` leaves the server's placeholder in the page.
 */
export const BASE_PATH = given.startsWith('/') ? given : '';
