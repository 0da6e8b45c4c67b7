import { uuidFrom62, uuidTo62 } from '../../infra/ids/base62.js';

const REF_FORMAT = /^([0-9A-Za-z]{22})([0-9A-Za-z]{22})$/;

/** The name of an attempt in the addresses of its pages. It is not a secret: access depends on the browser's cookie. */
export const attemptRef = (workspaceId: string, attemptId: string): string =>
  uuidTo62(workspaceId) + uuidTo62(attemptId);

export function parseAttemptRef(text: string): { workspaceId: string; attemptId: string } | undefined {
  const [, workspace, attempt] = REF_FORMAT.exec(text) ?? [];
  const workspaceId = workspace === undefined ? undefined : uuidFrom62(workspace);
  const attemptId = attempt === undefined ? undefined : uuidFrom62(attempt);
  return workspaceId === undefined || attemptId === undefined ? undefined : { workspaceId, attemptId };
}

/**
 * The content security policy of the pages of linking. Forms are sent to us, and the answer redirects to the platform
 * or to the workspace. Chromium applies `form-action` to such redirects too. `httpOrigins`: further origins, without
 * https.
 */
export function pagePolicy(httpOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    `form-action 'self' https: ${[...new Set(httpOrigins)].join(' ')}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Whether a request was sent to another host than the public one, on which the callback would not receive its cookie.
 */
export function isOtherHost(publicUrl: string, host: string | undefined): boolean {
  return host !== undefined && host.toLowerCase() !== new URL(publicUrl).host;
}
