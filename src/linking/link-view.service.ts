import type { CatalogueService } from '../catalogue/catalogue.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { mustAskCountry } from './link-application.rules.js';
import {
  type AttemptRow,
  findAttempt,
  findAttemptByUrl,
  findAttemptOfBrowser,
} from './link-attempt-view.repository.js';
import { whyNotOpen } from './link-callback.rules.js';
import type { LinkView } from './link-flow.outcomes.js';
import type { LinkingOptionsService } from './linking-options.service.js';

/** Reads the data for the pages of linking. It changes nothing, because mail scanners also open link URLs. */
export class LinkViewService {
  constructor(
    private readonly database: Database,
    private readonly catalogue: CatalogueService,
    private readonly linkable: LinkingOptionsService,
  ) {}

  async ofUrl(caller: Caller, urlHash: Buffer, browserHash: Buffer | null): Promise<LinkView | undefined> {
    const db = this.database.readerFor(caller);
    return this.of(caller, await findAttemptByUrl(db, caller.workspaceId, urlHash), browserHash);
  }

  /** Only for the browser that started the attempt. */
  async ofAttempt(caller: Caller, id: string, browserHash: Buffer | null): Promise<LinkView | undefined> {
    const db = this.database.readerFor(caller);
    const view = await this.of(caller, await findAttempt(db, caller.workspaceId, id), browserHash);
    return view?.sameBrowser ? view : undefined;
  }

  /** The newest attempt of a browser, for a callback without a state. */
  async ofBrowser(caller: Caller, browserHash: Buffer): Promise<LinkView | undefined> {
    const db = this.database.readerFor(caller);
    return this.of(caller, await findAttemptOfBrowser(db, caller.workspaceId, browserHash), browserHash);
  }

  async of(caller: Caller, attempt: AttemptRow | undefined, browserHash: Buffer | null): Promise<LinkView | undefined> {
    if (attempt === undefined) return undefined;
    const catalogue = await this.catalogue.at(attempt.catalogue_version);
    const data = catalogue.findIntegration(attempt.integration_key);
    if (data === undefined) throw new Error('a link is of an integration that the catalogue lacks');
    const linkable = await this.linkable.of(caller.workspaceId, data, caller.signal);
    const state = {
      ...attempt,
      linkIsLinked: attempt.link_status === 'LINKED',
    };
    return {
      workspaceId: caller.workspaceId,
      attempt,
      linkable,
      why: whyNotOpen(state),
      sameBrowser: browserHash !== null && attempt.browser_hash?.equals(browserHash) === true,
      mustAskCountry: mustAskCountry(attempt.asked_country_code, linkable.sets, linkable.countryChoice),
    };
  }
}
