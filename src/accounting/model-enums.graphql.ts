import { describedEnum } from '../infra/graphql/described-enum.js';

export const DeletionKind = describedEnum('DeletionKind', 'How it is known that a record was deleted.', {
  REPORTED: 'The platform reported it.',
  FLAGGED: 'The platform keeps the record in its list and marks it.',
  MISSING: 'The record is not in its list any more, which was confirmed.',
});

export const ChangeAction = describedEnum('ChangeAction', 'What happened to a record since the cursor.', {
  CREATED: 'It is new.',
  CHANGED: 'It differs.',
  DELETED: 'It was deleted. What was known of it stays readable.',
  REVIVED: 'It had been deleted, and is back.',
});
export type ChangeAction = keyof typeof ChangeAction;

export const AccountType = describedEnum(
  'AccountType',
  'The side of the balance sheet, or of the profit and loss account.',
  {
    ASSET: 'What the company owns.',
    LIABILITY: 'What it owes.',
    EQUITY: 'What belongs to its owners.',
    INCOME: 'Income.',
    EXPENSE: 'What running the company costs.',
    UNKNOWN: 'The platform has a type that is not known here: see `sourceSubtype`.',
  },
);

export const AccountSubtype = describedEnum('AccountSubtype', 'Where an account stands within its side.', {
  BANK: 'Money at banks and in cash.',
  CURRENT_ASSET: 'Assets that become money within a year.',
  FIXED_ASSET: 'Assets for longer use.',
  FUTURE_ASSET: 'Assets that become money later than in a year.',
  CURRENT_LIABILITY: 'Debts to be paid within a year.',
  FUTURE_LIABILITY: 'Debts to be paid later.',
  LINE_OF_CREDIT: 'Credit cards and overdrafts.',
  EQUITY: 'Capital and reserves.',
  SALES: 'Income from sales.',
  OTHER_INCOME: 'Other income.',
  COST_OF_SALES: 'Costs of what was sold.',
  OVERHEAD: 'Costs of running the company.',
  DEPRECIATION: 'Loss of value of assets.',
  UNKNOWN: 'The platform has a type that is not known here.',
});

export const ContactRole = describedEnum('ContactRole', 'What a contact is to the company. It may be both.', {
  CUSTOMER: 'It buys.',
  SUPPLIER: 'It sells.',
});

export const DocumentKind = describedEnum('DocumentKind', 'What a document is.', {
  SALES_INVOICE: 'A customer owes money.',
  SALES_CREDIT_NOTE: 'A customer gets money back.',
  PURCHASE_INVOICE: 'The company owes a supplier money.',
  PURCHASE_CREDIT_NOTE: 'The company gets money back from a supplier.',
});

export const DocumentForm = describedEnum('DocumentForm', 'How a document was entered.', {
  FULL: 'As an invoice with its lines.',
  QUICK: 'As totals, for an invoice that was written elsewhere.',
});

export const DocumentStatus = describedEnum('DocumentStatus', 'The status of a document.', {
  DRAFT: 'It does not count yet.',
  OPEN: 'Nothing of it is paid.',
  PART_PAID: 'A part of it is paid.',
  PAID: 'It is settled.',
  VOID: 'It does not count any more.',
  DISPUTED: 'The customer does not accept it.',
  OTHER: 'The platform has a status that is not known here: see `sourceStatus`.',
});

export const DocumentOrder = describedEnum(
  'DocumentOrder',
  'The order of documents. Those without the value stand last in an ascending order, first in a descending one.',
  {
    ISSUE_DATE_ASC: 'By the date of issue, oldest first.',
    ISSUE_DATE_DESC: 'By the date of issue, newest first.',
    DUE_DATE_ASC: 'By the due date, earliest first.',
    DUE_DATE_DESC: 'By the due date, latest first.',
    TOTAL_DESC: "By the total in the document's own currency, largest first.",
    UPDATED_DESC: 'By the last change at the platform, newest first.',
  },
);
export type DocumentOrder = keyof typeof DocumentOrder;

export const PaymentDirection = describedEnum('PaymentDirection', 'Where money went, as the company sees it.', {
  IN: 'To the company.',
  OUT: 'From the company.',
});

export const PaymentKind = describedEnum('PaymentKind', 'What a payment is.', {
  RECEIPT: 'From a customer.',
  PAYMENT: 'To a supplier.',
  REFUND: 'Money that is given back.',
  OTHER: 'Without an invoice.',
});

export const BankAccountType = describedEnum('BankAccountType', 'The kind of a bank account.', {
  CURRENT: 'A current account.',
  SAVINGS: 'A savings account.',
  CARD: 'A credit card.',
  CASH: 'Money in cash.',
  LOAN: 'A loan.',
  OTHER: 'The platform has a type that is not known here.',
});

export const BankMovementKind = describedEnum('BankMovementKind', 'What a movement on a bank account is.', {
  TRANSFER: 'Between two accounts of the company.',
  DEPOSIT: 'Cash or cheques that were brought to a bank.',
  RECEIPT: 'Money that came in.',
  PAYMENT: 'Money that went out.',
  OTHER: 'The platform does not say.',
});

export const ItemKind = describedEnum('ItemKind', 'What an item is.', {
  PRODUCT: 'A product.',
  SERVICE: 'A service.',
  STOCK: 'A product of which the platform counts the pieces.',
});

export const AllocationSide = describedEnum('AllocationSide', 'What the other record of an allocation is.', {
  SETTLED: 'It is settled.',
  SETTLING: 'It settles.',
});
