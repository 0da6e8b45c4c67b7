import type { FastifyReply } from 'fastify';
import type { Caller } from '../../infra/database/caller.js';
import type { BrowserCookie } from '../../infra/http/browser-cookie.js';
import type { Logger } from '../../infra/observability/logger.js';
import type { Services } from '../../infra/slices/slice.js';
import type { LinkView } from '../link-flow.outcomes.js';
import type { EndKind } from './notice.page.js';

/** The services that the pages of linking call. */
export type LinkPageServices = Pick<
  Services,
  'linkViews' | 'linkStarts' | 'linkCallbacks' | 'businessChoices' | 'linkEnds'
>;

export interface LinkPagesOptions {
  readonly services: LinkPageServices;
  readonly publicUrl: string;
  readonly basePath: string;
  /** How long a page waits for work that it has started, in ms. */
  readonly requestMs: number;
  readonly logger: Logger;
  refuseUntilReady(): void;
}

/** The data and functions that all routes of linking share. */
export interface LinkPageContext extends LinkPagesOptions {
  readonly cookie: BrowserCookie;
  /** The path of this installation on its host. */
  readonly base: string;
  /**
   * The caller for a customer's request, who has no API key and is identified by URL and browser. `ms`: the deadline of
   * the caller's work. Default: longer than a page waits.
   */
  customer(workspaceId: string, requestId: string, ms?: number): Caller;
  send(reply: FastifyReply, status: number, page: string): FastifyReply;
  end(
    reply: FastifyReply,
    status: number,
    kind: EndKind,
    details?: { who?: string | null; details?: string },
  ): FastifyReply;
  addressOf(view: Pick<LinkView, 'workspaceId' | 'attempt'>): string;
  /** The return URL with the result of linking. Undefined if the workspace gave none. */
  backUrl(view: LinkView): string | undefined;
  /** Allows the page's form to redirect to the return URL although that is not https. */
  allowForm(reply: FastifyReply, view: LinkView): void;
}
