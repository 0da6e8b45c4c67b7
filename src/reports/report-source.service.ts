import type { TokenHeld } from '../access-tokens/access-token.service.js';
import { knownList } from '../accounting/lists.rules.js';
import type { RecordService } from '../accounting/record.service.js';
import { findRecords } from '../datasets/records/record-read.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { retryAfterSeconds } from '../infra/http-client/http-answer.js';
import { maxWaitMs } from '../platform-requests/header.rules.js';
import { exactJson } from '../platform-requests/json.rules.js';
import type { RequestSendingService } from '../platform-requests/request-sending.service.js';
import { THROTTLED_SECONDS } from '../platform-requests/retry.rules.js';
import { readWhole } from '../platform-requests/whole-answer.js';
import type { ModelRecord } from '../providers/model.js';
import type { Dataset } from '../providers/model-parts.js';
import type { ListRequest, Scan, SourceList } from '../providers/provider-datasets.js';
import type { Period, TrialBalanceRow } from '../providers/provider-reports.js';
import { type NotAvailable, notAsked, notGiven, notReadable, notSupported, type Source } from './report.outcomes.js';
import type { KnownAccount, KnownAccounts } from './report.rules.js';

/** A link whose token is there, and for whom it is read. */
export interface ReadLink {
  readonly caller: Caller;
  readonly linkId: string;
  readonly held: TokenHeld;
}

/** There is nothing to make a report of. */
export class NoReport extends Error {
  override readonly name = 'NoReport';

  constructor(readonly outcome: NotAvailable) {
    super(outcome.message);
  }
}

/** Bytes of one answer. */
const MAX_BYTES = 32_000_000;
/** A list with more pages than this is no chart of accounts. */
const MAX_PAGES = 50;

/** What was pulled of the company itself, which is a few records. */
const PROFILE = { dataset: 'COMPANY_PROFILE', deleted: false, after: undefined, limit: 10 } as const;

const page = (number: number, size: number): Scan => ({ kind: 'PAGE', page: number, size });

/** Reads what reports are made of. @throws NoReport from every method. */
export class ReportSourceService {
  constructor(
    private readonly database: Database,
    private readonly sending: RequestSendingService,
    private readonly records: RecordService,
  ) {}

  /** Always from the platform. */
  async trialBalance(link: ReadLink, period: Period): Promise<readonly TrialBalanceRow[]> {
    const { reports } = link.held.provider;
    const { apiVersion } = link.held.access.application;
    const request = reports.trialBalance(apiVersion, period);
    if (request === null) throw new NoReport(notSupported('trial balance'));
    const text = await this.#get(link, 'trial balance', request, page(1, 1));
    const answer = reports.readTrialBalance(apiVersion, period, text);
    if (answer.kind === 'unreadable') throw new NoReport(notReadable('trial balance', answer.why));
    return answer.rows;
  }

  /** The types of accounts: from what was pulled, or from the platform where one of them is not there. */
  async accounts(link: ReadLink, rows: readonly TrialBalanceRow[]): Promise<KnownAccounts> {
    const { workspaceId, signal } = link.caller;
    const keys = rows.map(({ account: { list, sourceId } }) => ({ list: list ?? '', sourceId }));
    const ref = { workspaceId, linkId: link.linkId };
    const stored = await findRecords(this.database.reader(signal), ref, 'account', keys);
    const known = new Map<string, KnownAccount>();
    for (const { source_id, model } of stored)
      if (model !== null) known.set(source_id, model as unknown as KnownAccount);
    if (rows.every(({ account }) => known.has(account.sourceId))) return known;
    for (const [sourceId, record] of await this.#readAll(link, 'ACCOUNTS', 'ledger accounts'))
      if (record.type === 'account') known.set(sourceId, record.fields);
    return known;
  }

  /** The currency of the books: from what was pulled of the company's profile, or from the platform. */
  async currency(link: ReadLink): Promise<string> {
    const of = { linkId: link.linkId, integrationKey: link.held.provider.definition.key };
    const rows = await this.records.listUntyped(link.caller, of, PROFILE);
    const stored = rows.map(({ list, raw }) => (raw === null ? null : (knownList(list)?.map(raw) ?? null)));
    const currency =
      currencyIn(stored) ?? currencyIn((await this.#readAll(link, 'COMPANY_PROFILE', 'currency')).values());
    if (currency === undefined) throw new NoReport(notReadable('currency', 'no currency is named'));
    return currency;
  }

  /** All records of the platform's lists of a dataset, by their ids. */
  async #readAll(link: ReadLink, dataset: Dataset, source: Source): Promise<Map<string, ModelRecord>> {
    const { datasets } = link.held.provider;
    const { application, businessId } = link.held.access;
    const { apiVersion } = application;
    const found = new Map<string, ModelRecord>();
    for (const { key, maxPageSize } of listsOf(link, dataset)) {
      for (let number = 1; number <= MAX_PAGES; number += 1) {
        const scan = page(number, maxPageSize);
        const request = datasets.request({ apiVersion, businessId }, key, scan);
        const answer = datasets.read(apiVersion, key, scan, await this.#get(link, source, request, scan));
        if (answer.kind === 'unreadable') throw new NoReport(notReadable(source, answer.why));
        for (const { sourceId, value } of answer.records) {
          const { record } = datasets.map(apiVersion, key, value);
          if (record !== null) found.set(sourceId, record);
        }
        if (number * maxPageSize >= answer.total) break;
      }
    }
    return found;
  }

  /** The text of an answer with status 200. */
  async #get(link: ReadLink, source: Source, { segments, query }: ListRequest, scan: Scan): Promise<string> {
    const request = {
      linkId: link.linkId,
      method: 'GET' as const,
      path: { segments, query: new URLSearchParams(query).toString() },
      headers: { accept: 'application/json' },
      body: null,
      maxWaitMs: maxWaitMs(undefined),
    };
    const end = await this.sending.send(link.caller, request, link.held);
    if (end.kind === 'refused') throw new NoReport(notAsked(end.refusal));
    const answer = await readWhole(end, MAX_BYTES);
    if (answer.kind !== 'whole') throw new NoReport(notGiven(source, 'UNAVAILABLE', null));
    const { status, headers } = answer;
    const text = answer.text();
    if (status === 200 && text !== undefined) return text;
    const failure = link.held.provider.datasets.failure(scan, { status, json: exactJson(text ?? ''), headers });
    const seconds = retryAfterSeconds(headers['retry-after'], Date.now()) ?? THROTTLED_SECONDS;
    throw new NoReport(notGiven(source, failure, seconds));
  }
}

const listsOf = ({ held: { provider, access } }: ReadLink, dataset: Dataset): readonly SourceList[] =>
  provider.datasets.lists(access.application.apiVersion).filter((list) => list.dataset === dataset);

function currencyIn(records: Iterable<ModelRecord | null>): string | undefined {
  for (const record of records)
    if (record?.type === 'companyProfile' && record.fields.baseCurrency !== null) return record.fields.baseCurrency;
  return undefined;
}
