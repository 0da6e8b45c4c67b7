import type { Json, TestWorkspace } from './app.js';
import { LinkBrowser } from './link-browser.js';
import { type Linking, linkCompany, linkOf, newCompany, newLinkingWorkspace, startLinking } from './linking.js';
import { useNew, useStarted } from './use-started.js';

export interface LinkingWorkspace {
  readonly linking: Linking;
  /** A workspace of the present test, which can link. */
  readonly workspace: TestWorkspace;
  /** A customer's browser of the present test. */
  readonly browser: LinkBrowser;
  /** Asks for a link to GB of a new company, unless another country or company is given. */
  requestLink(more?: RequestOptions): Promise<Json>;
  /** The link as it is now. */
  readLink(id: string): Promise<Json>;
}

interface RequestOptions {
  readonly companyId?: string;
  readonly companyName?: string;
  readonly countryCode?: string | null;
  readonly returnUrl?: string;
}

/**
 * Starts the API and a sandbox for the tests of a file, and closes both after them. Before each test it makes a workspace
 * and a browser.
 */
export function useLinkingWorkspace(
  env: Record<string, string> = {},
  newWorkspace: (linking: Linking) => Promise<TestWorkspace> = newLinkingWorkspace,
): LinkingWorkspace {
  const linking = useStarted(() => startLinking(env));
  const workspace = useNew(() => newWorkspace(linking));
  return {
    linking,
    workspace,
    browser: useNew(() => new LinkBrowser(linking.app)),
    requestLink: async ({ companyId, companyName, ...more } = {}) => {
      const company = companyId ?? (await newCompany(linking, workspace.key, companyName));
      return linkCompany(linking, workspace.key, company, { countryCode: 'GB', ...more });
    },
    readLink: (id) => linkOf(linking, workspace.key, id),
  };
}
