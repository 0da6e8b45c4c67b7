import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import type { RecordPage } from '../datasets/records/record-page.repository.js';
import type { Page } from '../infra/graphql/connection.graphql.js';
import { After, checkFirst } from '../infra/graphql/page-arguments.js';
import { CountedPage } from '../infra/graphql/page-limits.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { CompanyLink } from '../links/company-link.graphql.js';
import { Dataset } from './model-enums.graphql.js';
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
import type { SourceRecord } from './source-record.graphql.js';

type Listed = Promise<Page<SourceRecord>>;
/** Changes are read in bulk. */
const MAX_CHANGES = 500;

/** Decorates a list of records of a link. */
const RecordList = (type: () => object, description: string): MethodDecorator => {
  const decorators = [
    RequiresScope('DATA_READ') as MethodDecorator,
    CountedPage() as MethodDecorator,
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
  accounts(@Root() link: CompanyLink, @Ctx() ctx: RequestContext, @Args(() => AccountArgs) args: AccountArgs): Listed {
    const { type, active, search } = args;
    const filters = new Filters(link.localId).is('type', type).is('active', active).search(['code', 'name'], search);
    return this.#page(ctx, link, args, { type: 'account', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => ContactConnection, 'Customers and suppliers, ordered by name.')
  contacts(@Root() link: CompanyLink, @Ctx() ctx: RequestContext, @Args(() => ContactArgs) args: ContactArgs): Listed {
    const { role, active, search } = args;
    const filters = new Filters(link.localId)
      .has('roles', role)
      .is('active', active)
      .search(['number', 'name'], search);
    return this.#page(ctx, link, args, { type: 'contact', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => DocumentConnection, 'Invoices and credit notes.')
  documents(
    @Root() link: CompanyLink,
    @Ctx() ctx: RequestContext,
    @Args(() => DocumentArgs) args: DocumentArgs,
  ): Listed {
    const filters = new Filters(link.localId)
      .isOneOf('kind', args.kinds)
      .isOneOf('status', args.statuses)
      .names(['contact_id'], 'Contact', args.contactId, 'contactId')
      .day('from', 'issue_date', args.issuedFrom)
      .day('to', 'issue_date', args.issuedTo)
      .day('before', 'due_date', args.dueBefore)
      .isZero('outstanding', args.outstanding == null ? null : !args.outstanding)
      .search(['number', 'reference', 'contact_name'], args.search);
    const order = DOCUMENT_ORDERS[args.orderBy ?? 'ISSUE_DATE_DESC'];
    return this.#page(ctx, link, args, { type: 'document', filters: filters.all, order });
  }

  @RecordList(() => PaymentConnection, 'Receipts, payments and refunds, newest first.')
  payments(@Root() link: CompanyLink, @Ctx() ctx: RequestContext, @Args(() => PaymentArgs) args: PaymentArgs): Listed {
    const filters = inPeriod(link, args)
      .is('direction', args.direction)
      .names(['contact_id'], 'Contact', args.contactId, 'contactId')
      .names(['bank_account_id'], 'BankAccount', args.bankAccountId, 'bankAccountId');
    return this.#page(ctx, link, args, { type: 'payment', filters: filters.all, order: NEWEST_FIRST });
  }

  @RecordList(() => BankAccountConnection, 'Bank, card and cash accounts, ordered by name.')
  bankAccounts(
    @Root() link: CompanyLink,
    @Ctx() ctx: RequestContext,
    @Args(() => ActiveArgs) args: ActiveArgs,
  ): Listed {
    const filters = new Filters(link.localId).is('active', args.active);
    return this.#page(ctx, link, args, { type: 'bankAccount', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => BankMovementConnection, 'Movements on bank accounts that are no payments, newest first.')
  bankMovements(
    @Root() link: CompanyLink,
    @Ctx() ctx: RequestContext,
    @Args(() => BankMovementArgs) args: BankMovementArgs,
  ): Listed {
    const columns = ['from_account_id', 'to_account_id'] as const;
    const filters = inPeriod(link, args).names(columns, 'BankAccount', args.bankAccountId, 'bankAccountId');
    return this.#page(ctx, link, args, { type: 'bankMovement', filters: filters.all, order: NEWEST_FIRST });
  }

  @RecordList(() => JournalConnection, 'Journals that were written by hand, newest first.')
  journals(@Root() link: CompanyLink, @Ctx() ctx: RequestContext, @Args(() => PeriodArgs) args: PeriodArgs): Listed {
    return this.#page(ctx, link, args, { type: 'journal', filters: inPeriod(link, args).all, order: NEWEST_FIRST });
  }

  @RecordList(() => LedgerEntryConnection, 'Bookings on accounts, newest first.')
  ledgerEntries(
    @Root() link: CompanyLink,
    @Ctx() ctx: RequestContext,
    @Args(() => LedgerEntryArgs) args: LedgerEntryArgs,
  ): Listed {
    const filters = inPeriod(link, args).names(['account_id'], 'LedgerAccount', args.accountId, 'accountId');
    return this.#page(ctx, link, args, { type: 'ledgerEntry', filters: filters.all, order: NEWEST_FIRST });
  }

  @RecordList(() => ItemConnection, 'Products and services, ordered by name.')
  items(@Root() link: CompanyLink, @Ctx() ctx: RequestContext, @Args(() => ItemArgs) args: ItemArgs): Listed {
    const { kind, active, search } = args;
    const filters = new Filters(link.localId).is('kind', kind).is('active', active).search(['code', 'name'], search);
    return this.#page(ctx, link, args, { type: 'item', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => TaxRateConnection, 'Tax rates, ordered by name.')
  taxRates(@Root() link: CompanyLink, @Ctx() ctx: RequestContext, @Args(() => ActiveArgs) args: ActiveArgs): Listed {
    const filters = new Filters(link.localId).is('active', args.active);
    return this.#page(ctx, link, args, { type: 'taxRate', filters: filters.all, order: BY_NAME });
  }

  @RecordList(() => TrackingCategoryConnection, 'Categories by which lines are analysed.')
  async trackingCategories(
    @Root() { localId: linkId, integrationKey }: CompanyLink,
    @Ctx() { caller }: RequestContext,
    @Args(() => PageArgs) args: PageArgs,
  ): Listed {
    const first = checkFirst(args.first);
    const after = fromRecordCursor(args.after, BY_ID);
    const page = { dataset: 'TRACKING_CATEGORIES', deleted: args.deleted ?? false, after, limit: first + 1 } as const;
    const rows = await this.records.listUntyped(caller, { linkId, integrationKey }, page);
    return toRecordPage(linkId, rows, { first, after: after !== undefined });
  }

  @RequiresScope('DATA_READ')
  @FieldResolver(() => CompanyProfile, {
    nullable: true,
    description: 'The company itself and its financial settings. Null: they were not pulled.',
  })
  async companyProfile(
    @Root() { localId: linkId, integrationKey }: CompanyLink,
    @Ctx() { caller }: RequestContext,
  ): Promise<SourceRecord | null> {
    const page = { dataset: 'COMPANY_PROFILE', deleted: false, after: undefined, limit: 10 } as const;
    return toProfile(linkId, await this.records.listUntyped(caller, { linkId, integrationKey }, page));
  }

  @RecordList(
    () => RecordChangeConnection,
    'Everything that changed since a cursor, deletions included; each record once, at its newest change. The changes of a list are in their order, one list after the other. Keep `pageInfo.endCursor` and ask again: nothing is missed.',
  )
  async changes(
    @Root() { localId: linkId, integrationKey }: CompanyLink,
    @Ctx() { caller }: RequestContext,
    @Arg('datasets', () => [Dataset], { nullable: true, description: 'Only records of these datasets.' })
    datasets?: Dataset[] | null,
    @After('changes') after?: string | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: 100,
      description: `The number of changes, 1 to ${MAX_CHANGES}.`,
    })
    requestedFirst?: number | null,
  ): Promise<Page<RecordChange>> {
    const first = checkFirst(requestedFirst, MAX_CHANGES);
    const known = fromChangeCursor(after);
    const asked = { datasets: datasets ?? null, known, limit: first + 1 };
    const rows = await this.records.changes(caller, { linkId, integrationKey }, asked);
    return toChangePage(linkId, rows, { first, after: after ?? null, known });
  }

  async #page(
    { caller }: RequestContext,
    { localId: linkId }: CompanyLink,
    args: PageArgs,
    page: Pick<RecordPage, 'type' | 'filters' | 'order'>,
  ): Listed {
    const first = checkFirst(args.first);
    const after = fromRecordCursor(args.after, page.order);
    const rows = await this.records.list(caller, linkId, {
      ...page,
      deleted: args.deleted ?? false,
      after,
      limit: first + 1,
    });
    return toRecordPage(linkId, rows, { first, after: after !== undefined });
  }
}

const inPeriod = (link: CompanyLink, { from, to }: PeriodArgs): Filters =>
  new Filters(link.localId).day('from', 'date', from).day('to', 'date', to);
