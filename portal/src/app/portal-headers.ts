/** The API accepts a session cookie only with this header, which pages of other origins cannot send. */
export const PORTAL_HEADERS = { 'x-ledgerlink-portal': '1' };
