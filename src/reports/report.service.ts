import type { AccessTokenService } from '../access-tokens/access-token.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Period } from '../providers/provider-reports.js';
import { BASIS, derivedFrom, notAsked, notBalanced, type ReportOutcome } from './report.outcomes.js';
import {
  balanceSheetSections,
  profitAndLossSections,
  type ReportKind,
  type Sections,
  trialBalanceSections,
} from './report.rules.js';
import { NoReport, type ReadLink, type ReportSourceService } from './report-source.service.js';

/** A report on a link's books. A balance sheet is of the last day. */
export interface AskedReport extends Period {
  readonly linkId: string;
  readonly kind: ReportKind;
}

/** Makes reports of a platform's trial balance at the moment they are asked for. Nothing of them is stored. */
export class ReportService {
  constructor(
    private readonly tokens: AccessTokenService,
    private readonly source: ReportSourceService,
    /** The database's time. */
    private readonly now: () => Promise<Date>,
  ) {}

  async report(caller: Caller, asked: AskedReport): Promise<ReportOutcome> {
    const { linkId } = asked;
    const held = await this.tokens.hold(caller, { linkId, force: false });
    if (held.kind !== 'TokenHeld') return notAsked(held);
    try {
      return await this.#make({ caller, linkId, held }, asked);
    } catch (error) {
      if (error instanceof NoReport) return error.outcome;
      throw error;
    }
  }

  async #make(link: ReadLink, { kind, from, to }: AskedReport): Promise<ReportOutcome> {
    const rows = await this.source.trialBalance(link, { from, to });
    const readAt = await this.now();
    const made = await this.#sections(link, kind, rows);
    if (made.kind === 'unbalanced') return notBalanced(made);
    return {
      kind: 'Report',
      linkId: link.linkId,
      reportKind: kind,
      basis: BASIS[kind],
      currency: await this.source.currency(link),
      from: kind === 'BALANCE_SHEET' ? null : from,
      to,
      sections: made.sections,
      derivedFrom: derivedFrom(kind, link.held.provider.definition.name, { from, to }),
      readAt,
    };
  }

  async #sections(link: ReadLink, kind: ReportKind, rows: Rows): Promise<Sections> {
    if (kind === 'TRIAL_BALANCE') return trialBalanceSections(rows);
    const accounts = await this.source.accounts(link, rows);
    return kind === 'PROFIT_AND_LOSS' ? profitAndLossSections(rows, accounts) : balanceSheetSections(rows, accounts);
  }
}

type Rows = Awaited<ReturnType<ReportSourceService['trialBalance']>>;
