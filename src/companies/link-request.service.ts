import type { Catalogue } from '../integrations/catalogue.service.js';
import type { Caller } from '../platform/caller.js';
import type { ChooseOutcome, LinkCompanyOutcome, UnlinkOutcome } from './link.outcomes.js';

export interface LinkRequest {
  readonly companyId: string;
  readonly integrationKey: string;
  readonly countryCode: string | null;
  readonly returnUrl: URL | null;
}

export class LinkRequestService {
  async request(_caller: Caller, _catalogue: Catalogue, _request: LinkRequest): Promise<LinkCompanyOutcome> {
    throw new Error('not built yet');
  }

  async choose(
    _caller: Caller,
    _catalogue: Catalogue,
    _linkId: string,
    _businessId: string,
  ): Promise<ChooseOutcome> {
    throw new Error('not built yet');
  }

  async unlink(_caller: Caller, _catalogue: Catalogue, _linkId: string): Promise<UnlinkOutcome> {
    throw new Error('not built yet');
  }
}
