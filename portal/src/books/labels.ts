import type {
  AccountSubtype,
  AccountType,
  BankAccountType,
  BankMovementKind,
  ContactRole,
  DocumentKind,
  DocumentStatus,
  PaymentDirection,
  PaymentKind,
} from '../gql/graphql.ts';
import type { Tone } from '../ui/tag.tsx';

export const DOCUMENT_KIND: Readonly<Record<DocumentKind, string>> = {
  SALES_INVOICE: 'Invoice',
  SALES_CREDIT_NOTE: 'Credit note',
  PURCHASE_INVOICE: 'Bill',
  PURCHASE_CREDIT_NOTE: 'Credit note',
};

export const DOCUMENT_STATUS: Readonly<Record<DocumentStatus, { label: string; tone: Tone }>> = {
  DRAFT: { label: 'Draft', tone: 'plain' },
  OPEN: { label: 'Open', tone: 'plain' },
  PART_PAID: { label: 'Part paid', tone: 'plain' },
  PAID: { label: 'Paid', tone: 'good' },
  VOID: { label: 'Void', tone: 'plain' },
  DISPUTED: { label: 'Disputed', tone: 'attention' },
  OTHER: { label: 'Other', tone: 'plain' },
};

export const ROLE: Readonly<Record<ContactRole, string>> = { CUSTOMER: 'Customer', SUPPLIER: 'Supplier' };

export const ACCOUNT_TYPE: Readonly<Record<AccountType, string>> = {
  ASSET: 'Asset',
  LIABILITY: 'Liability',
  EQUITY: 'Equity',
  INCOME: 'Income',
  EXPENSE: 'Expense',
  UNKNOWN: 'Unknown',
};

export const ACCOUNT_SUBTYPE: Readonly<Record<AccountSubtype, string>> = {
  BANK: 'Bank and cash',
  COST_OF_SALES: 'Cost of sales',
  CURRENT_ASSET: 'Current assets',
  CURRENT_LIABILITY: 'Current liabilities',
  DEPRECIATION: 'Depreciation',
  EQUITY: 'Capital and reserves',
  FIXED_ASSET: 'Fixed assets',
  FUTURE_ASSET: 'Future assets',
  FUTURE_LIABILITY: 'Future liabilities',
  LINE_OF_CREDIT: 'Credit cards and overdrafts',
  OTHER_INCOME: 'Other income',
  OVERHEAD: 'Overheads',
  SALES: 'Sales',
  UNKNOWN: 'Unknown',
};

export const PAYMENT_KIND: Readonly<Record<PaymentKind, string>> = {
  RECEIPT: 'Receipt',
  PAYMENT: 'Payment',
  REFUND: 'Refund',
  OTHER: 'Other payment',
};

export const DIRECTION: Readonly<Record<PaymentDirection, string>> = { IN: 'Received', OUT: 'Paid out' };

export const BANK_ACCOUNT_TYPE: Readonly<Record<BankAccountType, string>> = {
  CARD: 'Card',
  CASH: 'Cash',
  CURRENT: 'Current account',
  LOAN: 'Loan',
  OTHER: 'Other',
  SAVINGS: 'Savings account',
};

export const MOVEMENT_KIND: Readonly<Record<BankMovementKind, string>> = {
  TRANSFER: 'Transfer',
  DEPOSIT: 'Deposit',
  RECEIPT: 'Receipt',
  PAYMENT: 'Payment',
  OTHER: 'Other',
};

/** Words for a value that the platform may not give. */
export const yesOrNo = (value: boolean | null): string | null => (value === null ? null : value ? 'Yes' : 'No');
