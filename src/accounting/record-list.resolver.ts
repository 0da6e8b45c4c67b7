import { Arg, Args, createParameterDecorator, FieldResolver, Int, Resolver } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { Dataset } from '../datasets/dataset.graphql.js';
import type { RecordPage } from '../datasets/records/record-page.repository.js';
import type { Page } from '../infra/graphql/connection.graphql.js';
import { After, checkFirst } from '../infra/graphql/page-arguments.js';
import { PageOfRecords } from '../infra/graphql/page-limits.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { CompanyLink } from '../links/company-link.graphql.js';
import type { RecordService } from './record.service.js';
import {
  AccountArgs,
  ActiveArgs,
  BankMovementArgs,
  ContactArgs,
  DocumentArgs,
  ItemArgs,
  LedgerEntryArgs,
  PageArgs,
  PaymentArgs,
  PeriodArgs,
} from './record-args.graphql.js';
import { BY_ID, BY_NAME, DOCUMENT_ORDERS, Filters, NEWEST_FIRST } from './record-filters.graphql.js';
import { toProfile } from './record-output.graphql.js';
import {
  BankAccountConnection,
  BankMovementConnection,
  ContactConnection,
  DocumentConnection,
  fromChangeCursor,
  fromRecordCursor,
  ItemConnection,
  JournalConnection,
  LedgerAccountConnection,
  LedgerEntryConnection,
  PaymentConnection,
  type RecordChange,
  RecordChangeConnection,
  TaxRateConnection,
  TrackingCategoryConnection,
  toChangePage,
  toRecordPage,
} from './record-pages.graphql.js';
import { CompanyProfile } from './record-types.graphql.js';
import { type SelectedJson, selectedJson } from './selected-json.rules.js';
import { selectedNames } from './selected-names.rules.js';
import type { SourceRecord } from './source-record.graphql.js';

type Listed = Promise<Page<SourceRecord>>;

/** A list as it is asked for: whose records, by which caller, and which of their fields. */
interface AskedList {
  readonly linkId: string;
  readonly integrationKey: string;
  readonly caller: RequestContext['caller'];
  readonly wanted: ReadonlySet<string>;
  /** What the database writes in place of them. */
  readonly json: SelectedJson;
}

const Asked = () =>
  createParameterDecorator<RequestContext>(({ root, context, info }): AskedList => {
    const { localId: linkId, integrationKey } = root as CompanyLink;
    return { linkId, integrationKey, caller: context.caller, wanted: selectedNames(info), json: selectedJson(info) };
  });

/** Changes are read in bulk, and five of them count for three rows of other pages. */
const MAX_CHANGES = 500;
const CHANGES_PER_PAGE = 100;
const WEIGHT_OF_CHANGE = 0.6;
/** A document with all its lines is 5 kB of JSON: two pages of 100 fit into one request, and three do not. */
const WEIGHT_WITH_LINES = 1.5;

/** Decorates a list of records of a link. */
const RecordList = (type: () => object, description: string, ...weights: [number?, number?]): MethodDecorator => {
  const decorators = [
    RequiresScope('DATA_READ') as MethodDecorator,
    PageOfRecords(...weights) as MethodDecorator,
    FieldResolver(type as () => typeof DocumentConnection, { description }) as MethodDecorator,
  ];
  return (target, name, descriptor) => {
    for (const decorate of decorators) decorate(target, name, descriptor);
  };
};

@Resolver(() => CompanyLink)
export class RecordListResolver {
  constructor(private readonly records: RecordService) {}

  @RecordList(() => LedgerAccountConnection, 'The chart of accounts, ordered by code.')
  accounts(@Asked() list: AskedList, @Args(() => AccountArgs) args: AccountArgs): Listed {
    const { type, active, search } = args;
    const filters = new Filters(list.linkId).is('type', type).is('active', active).search(['code', 'name'], search);
    return this.#page(list, args, { type: 'account', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => ContactConnection, 'Customers and suppliers, ordered by name.')
  contacts(@Asked() list: AskedList, @Args(() => ContactArgs) args: ContactArgs): Listed {
    const { role, active, search } = args;
    const filters = new Filters(list.linkId).has('roles', role).is('active', active).search(['number', 'name'], search);
    return this.#page(list, args, { type: 'contact', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => DocumentConnection, 'Invoices and credit notes.', 1, WEIGHT_WITH_LINES)
  documents(@Asked() list: AskedList, @Args(() => DocumentArgs) args: DocumentArgs): Listed {
    const filters = new Filters(list.linkId)
      .isOneOf('kind', args.kinds)
      .isOneOf('status', args.statuses)
      .names(['contact_id'], 'Contact', args.contactId, 'contactId')
      .day('from', 'issue_date', args.issuedFrom)
      .day('to', 'issue_date', args.issuedTo)
      .day('before', 'due_date', args.dueBefore)
      .isZero('outstanding', args.outstanding == null ? null : !args.outstanding)
      .search(['number_key', 'reference_key', 'contact_name_key'], args.search, 'begins');
    const order = DOCUMENT_ORDERS[args.orderBy ?? 'ISSUE_DATE_DESC'];
    return this.#page(list, args, { type: 'document', filters: filters.all, order });
  }

  @RecordList(() => PaymentConnection, 'Receipts, payments and refunds, newest first.')
  payments(@Asked() list: AskedList, @Args(() => PaymentArgs) args: PaymentArgs): Listed {
    const filters = inPeriod(list, args)
      .is('direction', args.direction)
      .names(['contact_id'], 'Contact', args.contactId, 'contactId')
      .names(['bank_account_id'], 'BankAccount', args.bankAccountId, 'bankAccountId');
    return this.#page(list, args, { type: 'payment', filters: filters.all, order: NEWEST_FIRST });
  }

  @RecordList(() => BankAccountConnection, 'Bank, card and cash accounts, ordered by name.')
  bankAccounts(@Asked() list: AskedList, @Args(() => ActiveArgs) args: ActiveArgs): Listed {
    const filters = new Filters(list.linkId).is('active', args.active);
    return this.#page(list, args, { type: 'bankAccount', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => BankMovementConnection, 'Movements on bank accounts that are no payments, newest first.')
  bankMovements(@Asked() list: AskedList, @Args(() => BankMovementArgs) args: BankMovementArgs): Listed {
    const columns = ['from_account_id', 'to_account_id'] as const;
    const filters = inPeriod(list, args).names(columns, 'BankAccount', args.bankAccountId, 'bankAccountId');
    return this.#page(list, args, { type: 'bankMovement', filters: filters.all, order: NEWEST_FIRST });
  }

  @RecordList(() => JournalConnection, 'Journals that were written by hand, newest first.')
  journals(@Asked() list: AskedList, @Args(() => PeriodArgs) args: PeriodArgs): Listed {
    return this.#page(list, args, { type: 'journal', filters: inPeriod(list, args).all, order: NEWEST_FIRST });
  }

  @RecordList(() => LedgerEntryConnection, 'Bookings on accounts, newest first.')
  ledgerEntries(@Asked() list: AskedList, @Args(() => LedgerEntryArgs) args: LedgerEntryArgs): Listed {
    const filters = inPeriod(list, args).names(['account_id'], 'LedgerAccount', args.accountId, 'accountId');
    return this.#page(list, args, { type: 'ledgerEntry', filters: filters.all, order: NEWEST_FIRST });
  }

  @RecordList(() => ItemConnection, 'Products and services, ordered by name.')
  items(@Asked() list: AskedList, @Args(() => ItemArgs) args: ItemArgs): Listed {
    const { kind, active, search } = args;
    const filters = new Filters(list.linkId).is('kind', kind).is('active', active).search(['code', 'name'], search);
    return this.#page(list, args, { type: 'item', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => TaxRateConnection, 'Tax rates, ordered by name.')
  taxRates(@Asked() list: AskedList, @Args(() => ActiveArgs) args: ActiveArgs): Listed {
    const filters = new Filters(list.linkId).is('active', args.active);
    return this.#page(list, args, { type: 'taxRate', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => TrackingCategoryConnection, 'Categories by which lines are analysed.')
  async trackingCategories(@Asked() list: AskedList, @Args(() => PageArgs) args: PageArgs): Listed {
    const first = checkFirst(args.first);
    const pages = { type: 'trackingCategory', order: BY_ID };
    const after = fromRecordCursor(args.after, pages);
    const page = { dataset: 'TRACKING_CATEGORIES', deleted: args.deleted ?? false, after, limit: first + 1 } as const;
    const rows = await this.records.listUntyped(list.caller, list, page);
    return toRecordPage(list, rows, { ...pages, first, after: after !== undefined });
  }

  @RequiresScope('DATA_READ')
  @FieldResolver(() => CompanyProfile, {
    nullable: true,
    description: 'The company itself and its financial settings. Null: they were not pulled.',
  })
  async companyProfile(@Asked() list: AskedList): Promise<SourceRecord | null> {
    const page = { dataset: 'COMPANY_PROFILE', deleted: false, after: undefined, limit: 10 } as const;
    return toProfile(list.linkId, await this.records.listUntyped(list.caller, list, page));
  }

  @RecordList(
    () => RecordChangeConnection,
    'Everything that changed since a cursor, deletions included; each record once, at its newest change. The changes of a list are in their order, one list after the other. Keep `pageInfo.endCursor` and ask again: nothing is missed.',
    WEIGHT_OF_CHANGE,
  )
  async changes(
    @Asked() list: AskedList,
    @Arg('datasets', () => [Dataset], { nullable: true, description: 'Only records of these datasets.' })
    datasets?: Dataset[] | null,
    @After('changes') after?: string | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: CHANGES_PER_PAGE,
      description: `The number of changes, 1 to ${MAX_CHANGES}.`,
    })
    requestedFirst?: number | null,
  ): Promise<Page<RecordChange>> {
    const first = checkFirst(requestedFirst, { most: MAX_CHANGES, byDefault: CHANGES_PER_PAGE });
    const known = fromChangeCursor(list.linkId, after);
    const { wanted, json } = list;
    const rows = await this.records.changes(list.caller, list, {
      ...{ datasets: datasets ?? null, known, limit: first + 1, wanted },
      ...{ json: json.records, change: json.change },
    });
    return toChangePage(list, rows, { first, after: after ?? null, known });
  }

  async #page(
    list: AskedList,
    { first: requestedFirst, after: cursor, deleted }: PageArgs,
    page: Pick<RecordPage, 'type' | 'filters' | 'order'>,
  ): Listed {
    const first = checkFirst(requestedFirst);
    const after = fromRecordCursor(cursor, page);
    const { caller, linkId, wanted, json } = list;
    const asked = {
      ...page,
      deleted: deleted ?? false,
      after,
      limit: first + 1,
      wanted,
      json: json.records[page.type],
    };
    const rows = await this.records.list(caller, linkId, asked);
    return toRecordPage(list, rows, { ...page, first, after: after !== undefined });
  }
}

const inPeriod = (list: AskedList, { from, to }: PeriodArgs): Filters =>
  new Filters(list.linkId).day('from', 'date', from).day('to', 'date', to);
