import type { FastifyReply } from 'fastify';
import type { Caller } from '../../infra/database/caller.js';
import type { BrowserCookie } from '../../infra/http/browser-cookie.js';
import type { Logger } from '../../infra/observability/logger.js';
import type { BusinessChoiceService } from '../business-choice.service.js';
import type { LinkCallbackService } from '../link-callback.service.js';
import type { LinkEndService } from '../link-end.service.js';
import type { LinkView } from '../link-flow.outcomes.js';
import type { LinkStartService } from '../link-start.service.js';
import type { LinkViewService } from '../link-view.service.js';
import type { EndKind } from './notice.page.js';

/** All that the pages of linking call. */
export interface LinkFlow {
  readonly views: LinkViewService;
  readonly starts: LinkStartService;
  readonly callbacks: LinkCallbackService;
  readonly choices: BusinessChoiceService;
  readonly ends: LinkEndService;
}

export interface LinkPagesOptions {
  readonly flow: LinkFlow;
  readonly publicUrl: string;
  /** How long a page waits for what it has set going. */
  readonly requestMs: number;
  readonly logger: Logger;
  refuseUntilReady(): void;
}

/** What the routes of linking share. */
export interface LinkPageContext extends LinkPagesOptions {
  readonly cookie: BrowserCookie;
  /** Where this installation lies on its host. */
  readonly base: string;
  /** Who asks for a page: known by no key, only by the URL and the browser. `ms`: left out, longer than a page waits. */
  customer(workspaceId: string, requestId: string, ms?: number): Caller;
  send(reply: FastifyReply, status: number, page: string): FastifyReply;
  end(
    reply: FastifyReply,
    status: number,
    kind: EndKind,
    more?: { who?: string | null; more?: string },
  ): FastifyReply;
  addressOf(view: Pick<LinkView, 'workspaceId' | 'attempt'>): string;
  /** Back to the workspace, with what became of it; undefined where it gave no URL. */
  backUrl(view: LinkView): string | undefined;
  /** Lets the form of the page that is sent end there, although it is not https. */
  allowForm(reply: FastifyReply, view: LinkView): void;
}
