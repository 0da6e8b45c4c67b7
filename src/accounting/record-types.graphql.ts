import {
  AccountSubtype,
  AccountType,
  ContactRole,
  DocumentForm,
  DocumentKind,
  DocumentStatus,
  PaymentDirection,
  PaymentKind,
} from './model-enums.graphql.js';
import {
  Address,
  AllocationEntry,
  DocumentLine,
  TaxLine,
  TaxRateComponent,
  TaxRateValidity,
} from './model-parts.graphql.js';
import { recordType } from './record-type.graphql.js';
import { Reference } from './source-record.graphql.js';

const CURRENCY = 'The currency. Null: the platform does not say.';

export const LedgerAccount = recordType('LedgerAccount', 'account', 'An account of the chart of accounts.', {
  code: 'The code, with its leading zeros.',
  name: 'The name.',
  type: [() => AccountType, 'The side of the balance sheet, or of the profit and loss account.'],
  subtype: [() => AccountSubtype, 'Where it stands within its side.'],
  sourceSubtype: 'The type as the platform calls it.',
  active: 'Whether it is in use. Null: the platform does not say.',
  control: 'Whether the platform itself books on it. Null: the platform does not say.',
  currency: CURRENCY,
  taxRate: 'The tax rate that the platform proposes for it.',
  parent: 'The account that it is a part of.',
  balance: 'The balance when the account was read.',
});

export const Contact = recordType('Contact', 'contact', 'A customer or a supplier.', {
  name: 'The name.',
  number: "The company's own number for the contact.",
  roles: [() => [ContactRole], 'What the contact is to the company.'],
  email: 'The e-mail address.',
  phones: 'Telephone numbers.',
  addresses: [() => [Address], 'Postal addresses.'],
  taxNumber: 'The tax number.',
  registrationNumber: 'The number in the register of companies.',
  currency: CURRENCY,
  paymentTermDays: 'Within how many days invoices are to be paid.',
  creditLimit: 'The credit limit.',
  balance: 'What is outstanding, as it was when the contact was read.',
  active: 'Whether the contact is in use. Null: the platform does not say.',
  defaultAccount: 'The account that the platform proposes for it.',
  mergedInto: 'The contact that it was merged into.',
});

export const Document = recordType(
  'Document',
  'document',
  'An invoice or a credit note, of a customer or of a supplier.',
  {
    kind: [() => DocumentKind, 'What the document is.'],
    form: [() => DocumentForm, 'How it was entered.'],
    number: 'Its number.',
    reference: 'A reference, for purchases most often the number of the supplier.',
    contact: 'The customer or supplier.',
    contactName: 'The name of the customer or supplier, as the document shows it.',
    issueDate: 'The date of issue.',
    dueDate: 'The date on which it is due.',
    paidDate: 'The date on which it was settled.',
    status: [() => DocumentStatus, 'The status.'],
    sourceStatus: 'The status as the platform calls it.',
    currency: CURRENCY,
    exchangeRate: "One unit of the document's currency in the company's own.",
    net: 'The amount without tax.',
    tax: 'The tax.',
    total: 'The amount with tax.',
    outstanding: 'What is still to be paid.',
    paid: 'What is paid.',
    discount: 'The discount.',
    baseNet: "The amount without tax in the company's own currency.",
    baseTax: "The tax in the company's own currency.",
    baseTotal: "The amount with tax in the company's own currency.",
    baseOutstanding: "What is still to be paid, in the company's own currency.",
    withholdingTax: 'The tax that the customer keeps back.',
    amountsIncludeTax: 'Whether the amounts of the lines include tax.',
    lines: [() => [DocumentLine], 'The lines.'],
    taxLines: [() => [TaxLine], 'The sums by tax rate.'],
    allocations: [() => [AllocationEntry], 'What settles the document, or what it settles.'],
    notes: 'What its reader is told.',
    sent: 'Whether it was sent. Null: the platform does not say.',
    attachments: 'How many files are attached. Null: the platform does not say.',
    tracking: [() => [Reference], 'The categories by which the document is analysed.'],
  },
);

export const Payment = recordType('Payment', 'payment', 'A receipt, a payment or a refund.', {
  direction: [() => PaymentDirection, 'Where the money went.'],
  kind: [() => PaymentKind, 'What it is.'],
  date: 'The date of the payment.',
  contact: 'The customer or supplier.',
  bankAccount: 'The bank account.',
  method: 'How it was paid.',
  reference: 'A reference.',
  currency: CURRENCY,
  exchangeRate: "One unit of the payment's currency in the company's own.",
  amount: 'The amount.',
  baseAmount: "The amount in the company's own currency.",
  unallocated: 'What of it settles nothing yet.',
  allocations: [() => [AllocationEntry], 'What it settles.'],
  lines: [() => [DocumentLine], 'The lines of a payment without an invoice.'],
  status: 'The status as the platform calls it.',
});

export const Allocation = recordType(
  'Allocation',
  'allocation',
  'Which credit note or payment settles which invoice.',
  {
    date: 'The date.',
    contact: 'The customer or supplier.',
    entries: [() => [AllocationEntry], 'What settles and what is settled.'],
  },
);

export const TaxRate = recordType('TaxRate', 'taxRate', 'A tax rate.', {
  code: 'Its code.',
  name: 'Its name.',
  percentage: 'The percentage now.',
  validity: [() => [TaxRateValidity], 'The percentages and when each of them holds.'],
  components: [() => [TaxRateComponent], 'The parts of a combined rate.'],
  active: 'Whether it is in use. Null: the platform does not say.',
});

export const TrackingCategory = recordType(
  'TrackingCategory',
  'trackingCategory',
  'A category by which lines are analysed.',
  {
    name: 'Its name.',
    parent: 'The category that it is a part of.',
  },
);

export const CompanyProfile = recordType(
  'CompanyProfile',
  'companyProfile',
  'The company itself and its financial settings.',
  {
    name: 'The name.',
    legalName: 'The legal name.',
    baseCurrency: "The company's own currency.",
    yearEnd: 'The end of a financial year.',
    lockDate: 'The day up to which nothing can be booked any more.',
    taxNumber: 'The tax number.',
  },
);
