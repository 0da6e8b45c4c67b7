import { ArgsType, Field, ID, Int } from 'type-graphql';
import { MAX_PAGE_SIZE, PER_PAGE } from '../infra/graphql/page-arguments.js';
import { DateOnly } from '../infra/graphql/scalars.graphql.js';
import {
  AccountType,
  ContactRole,
  DocumentKind,
  DocumentOrder,
  DocumentStatus,
  ItemKind,
  PaymentDirection,
} from './model-enums.graphql.js';

/** Decorates a filter, which may be left out. */
const Filter = (type: () => unknown, description: string) =>
  Field(type as () => typeof String, { nullable: true, description });
const Active = () => Filter(() => Boolean, 'Only those that are in use, or only those that are not.');
const From = () => Filter(() => DateOnly, 'Only from this day on.');
const To = () => Filter(() => DateOnly, 'Only up to this day.');

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: PER_PAGE,
    description: `The number of records, 1 to ${MAX_PAGE_SIZE}.`,
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only records after this cursor, which is the `endCursor` of the previous page in the same order.',
  })
  after?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True: the deleted records instead of those that are there.',
  })
  deleted?: boolean | null;
}

@ArgsType()
export class ActiveArgs extends PageArgs {
  @Active()
  active?: boolean | null;
}

@ArgsType()
export class SearchArgs extends ActiveArgs {
  @Filter(() => String, 'Only those whose name, number or code contains this text, in upper or lower case.')
  search?: string | null;
}

@ArgsType()
export class AccountArgs extends SearchArgs {
  @Filter(() => AccountType, 'Only accounts of this side.')
  type?: string | null;
}

@ArgsType()
export class ContactArgs extends SearchArgs {
  @Filter(() => ContactRole, 'Only contacts in this role.')
  role?: string | null;
}

@ArgsType()
export class ItemArgs extends SearchArgs {
  @Filter(() => ItemKind, 'Only items of this kind.')
  kind?: string | null;
}

@ArgsType()
export class PeriodArgs extends PageArgs {
  @From()
  from?: string | Date | null;
  @To()
  to?: string | Date | null;
}

@ArgsType()
export class PaymentArgs extends PeriodArgs {
  @Filter(() => PaymentDirection, 'Only payments in this direction.')
  direction?: string | null;
  @Filter(() => ID, 'Only payments of the contact with this id.')
  contactId?: string | null;
  @Filter(() => ID, 'Only payments through the bank account with this id.')
  bankAccountId?: string | null;
}

@ArgsType()
export class BankMovementArgs extends PeriodArgs {
  @Filter(() => ID, 'Only movements from or to the bank account with this id.')
  bankAccountId?: string | null;
}

@ArgsType()
export class LedgerEntryArgs extends PeriodArgs {
  @Filter(() => ID, 'Only entries on the account with this id.')
  accountId?: string | null;
}

@ArgsType()
export class DocumentArgs extends PageArgs {
  @Filter(() => [DocumentKind], 'Only documents of these kinds.')
  kinds?: string[] | null;
  @Filter(() => [DocumentStatus], 'Only documents in these statuses.')
  statuses?: string[] | null;
  @Filter(() => ID, 'Only documents of the contact with this id.')
  contactId?: string | null;
  @Filter(() => DateOnly, 'Only documents that were issued on this day or later.')
  issuedFrom?: string | Date | null;
  @Filter(() => DateOnly, 'Only documents that were issued on this day or earlier.')
  issuedTo?: string | Date | null;
  @Filter(() => DateOnly, 'Only documents that are due before this day.')
  dueBefore?: string | Date | null;
  @Filter(() => Boolean, 'Only documents of which something is still to be paid, or only those of which nothing is.')
  outstanding?: boolean | null;
  @Filter(
    () => String,
    "Only documents whose number, reference or contact's name begins with this text, in upper or lower case.",
  )
  search?: string | null;
  @Field(() => DocumentOrder, {
    nullable: true,
    defaultValue: DocumentOrder.ISSUE_DATE_DESC,
    description: 'The order.',
  })
  orderBy?: DocumentOrder | null;
}
