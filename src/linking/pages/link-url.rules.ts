import { uuidFrom62, uuidTo62 } from '../../infra/ids/base62.js';

const SHAPE = /^([0-9A-Za-z]{22})([0-9A-Za-z]{22})$/;

/** How an attempt is named in the addresses of its pages: it opens nothing, the browser's cookie does. */
export const attemptRef = (workspaceId: string, attemptId: string): string =>
  uuidTo62(workspaceId) + uuidTo62(attemptId);

export function parseAttemptRef(text: string): { workspaceId: string; attemptId: string } | undefined {
  const [, workspace, attempt] = SHAPE.exec(text) ?? [];
  const workspaceId = workspace === undefined ? undefined : uuidFrom62(workspace);
  const attemptId = attempt === undefined ? undefined : uuidFrom62(attempt);
  return workspaceId === undefined || attemptId === undefined ? undefined : { workspaceId, attemptId };
}

/**
 * The policy of the pages of linking. Forms go to us and, by a redirect, to the platform or back to the workspace:
 * Chromium applies `form-action` to redirects too. `also`: origins that are not https.
 */
export function pagePolicy(also: readonly string[]): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    `form-action 'self' https: ${[...new Set(also)].join(' ')}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Whether a request came to another host than the public one, where its cookie would be lost on the way back. */
export function isElsewhere(publicUrl: string, host: string | undefined): boolean {
  return host !== undefined && host.toLowerCase() !== new URL(publicUrl).host;
}
