import type { Business } from '../world/users.js';
import type { Books } from './books.js';
import { accountRef, bankRef, currencyOf, type SageRecord, taxRateRef } from './fixed-lists.js';
import type { Balances } from './ledger.js';
import { amountText, dayText, timeText } from './money.js';
import { withOddValue } from './odd-values.js';
import { type BookRecord, baseAmounts, inBase, outstandingOf, PAR, type RecordRef } from './record.js';

/** What a record's form in the API depends on. */
export interface RenderContext {
  readonly books: Books;
  readonly business: Business;
  /** Absent where no balance is shown. */
  readonly balances?: Balances;
  readonly settings: Parameters<typeof withOddValue>[2];
}

type Body = Readonly<Record<string, unknown>>;

/** A record with all fields, in the form of v3.1. */
export function renderRecord(context: RenderContext, record: BookRecord): SageRecord {
  const { books } = context;
  const id = books.idOf(record);
  const body = {
    id,
    displayed_as: displayedAs(record),
    $path: `/${record.list}/${id}`,
    created_at: timeText(record.created),
    updated_at: timeText(record.updated),
    ...(record.deleted === null ? {} : { deleted_at: timeText(record.deleted) }),
    ...bodyOf(context, record),
  };
  return withOddValue(body, record, context.settings);
}

const displayedAs = ({ list, n, name, day }: BookRecord): string => {
  if (list === 'contacts') return `${name} (C${String(n + 1).padStart(3, '0')})`;
  return list === 'ledger_entries' ? dayText(day) : name;
};

const codeRef = (list: string, id: string) => ({ id, displayed_as: id, $path: `/${list}/${id}` });

function refTo({ books }: RenderContext, ref: RecordRef) {
  const id = books.idOf(ref);
  return { id, displayed_as: displayedAs(books.get(ref)), $path: `/${ref.list}/${id}` };
}

function bodyOf(context: RenderContext, record: BookRecord): Body {
  const { list, name, total } = record;
  const { business } = context;
  const dated = { date: dayText(record.day), reference: name, ...typed(record) };
  const contact = () => refTo(context, { list: 'contacts', n: record.contact });
  const source = () => (record.source === null ? null : refTo(context, record.source));
  switch (list) {
    case 'contacts':
      return {
        contact_types: record.type.split(',').map((type) => codeRef('contact_types', type)),
        name,
        reference: `C${String(record.n + 1).padStart(3, '0')}`,
        notes: '',
        credit_limit: '2000.0',
        credit_days: 30,
        is_active: true,
        currency: currencyOf(business),
        balance: amountText(context.balances?.contacts.get(record.n) ?? 0),
      };
    case 'addresses':
      return { name, address_line_1: name, city: business.city, contact: source() };
    case 'contact_persons':
      return { name, email: 'person@sandbox.example', contact: source() };
    case 'contact_allocations':
      return { ...dated, contact: contact(), allocated_artefacts: allocations(context, record) };
    case 'contact_payments':
      return {
        ...dated,
        contact: contact(),
        bank_account: bankRef(business, record.bank),
        ...amounts(record),
        ...currencyFields(business, record),
        allocated_artefacts: allocations(context, record),
        payment_on_account: onAccount(context, record),
      };
    case 'other_payments':
      return {
        ...dated,
        contact: contact(),
        bank_account: bankRef(business, record.bank),
        ...amounts(record),
        payment_lines: lines(context, record),
      };
    case 'bank_transfers':
    case 'bank_deposits':
      return {
        ...dated,
        from_bank_account: bankRef(business, record.bank),
        to_bank_account: bankRef(business, record.toBank),
        [list === 'bank_transfers' ? 'amount' : 'total_amount']: amountText(total),
      };
    case 'bank_reconciliations':
      return { statement_date: dayText(record.day), reference: name };
    case 'journals':
      return { ...dated, description: name, total: amountText(total), journal_lines: journalLines(context, record) };
    case 'ledger_entries':
      return {
        date: dayText(record.day),
        debit: amountText(Math.max(total, 0)),
        credit: amountText(Math.max(-total, 0)),
        ledger_account: accountRef(business, record.account),
        transaction: source(),
        contact: contact(),
        deleted: record.flagged,
        description: null,
      };
    case 'transactions':
      return {
        ...dated,
        deleted: record.flagged,
        total: amountText(total),
        total_in_transaction_currency: amountText(total),
        contact: contact(),
        origin: source(),
        audit_trail_id: record.n + 1,
        number_of_attachments: 0,
      };
    case 'products':
    case 'services':
    case 'stock_items':
      return {
        item_code: name,
        description: name,
        cost_price: amountText(record.net),
        ...(list === 'stock_items' ? { quantity_in_stock: `${record.tax}.0` } : {}),
        active: true,
      };
    case 'stock_movements':
      return { date: dayText(record.day), quantity: `${total}.0`, details: name };
    case 'attachments':
      return { file_name: name, mime_type: 'application/pdf', file_size: record.total, attachment_context: source() };
    default:
      return documentBody(context, record);
  }
}

function documentBody(context: RenderContext, record: BookRecord): Body {
  const { list, name, total, state } = record;
  const outstanding = amountText(outstandingOf(record));
  const paid = total - outstandingOf(record);
  const ended = paid === 0 ? 'UNPAID' : 'PART_PAID';
  const issued = paid === total ? 'PAID' : ended;
  const linesField = list.includes('credit_note')
    ? 'credit_note_lines'
    : `${list.replace(/^.*_(\w+)$/, '$1').replace(/s$/, '')}_lines`;
  return {
    ...typed(record),
    contact: refTo(context, { list: 'contacts', n: record.contact }),
    contact_name: context.books.get({ list: 'contacts', n: record.contact }).name,
    date: dayText(record.day),
    due_date: dayText(record.day + 30),
    reference: name,
    notes: '',
    ...amounts(record),
    total_paid: amountText(state === 'VOID' ? 0 : paid),
    outstanding_amount: outstanding,
    base_currency_outstanding_amount: amountText(baseOutstanding(record)),
    ...currencyFields(context.business, record),
    status: codeRef('artefact_statuses', state === 'ISSUED' ? issued : state),
    transaction: record.parts[0] === undefined ? null : refTo(context, { list: 'transactions', n: record.parts[0] }),
    void_reason: state === 'VOID' ? 'entered twice' : null,
    [list.includes('quick') ? 'quick_entry_lines' : linesField]: lines(context, record),
    payments_allocations: allocations(context, record),
  };
}

const typed = ({ type }: BookRecord) => (type === '' ? {} : { transaction_type: codeRef('transaction_types', type) });

function amounts(record: BookRecord): Body {
  const { net, tax, total } = record;
  const base = baseAmounts(record);
  return {
    net_amount: amountText(net),
    tax_amount: amountText(tax),
    total_amount: amountText(total),
    base_currency_net_amount: amountText(base.net),
    base_currency_tax_amount: amountText(base.tax),
    base_currency_total_amount: amountText(base.total),
  };
}

function baseOutstanding(record: BookRecord): number {
  const outstanding = outstandingOf(record);
  return outstanding === record.total ? baseAmounts(record).total : inBase(record, outstanding);
}

/** A rate of millionths as the platform writes it, without needless zeros. */
const rateText = (rate: number) => (rate / PAR).toFixed(6).replace(/0{1,5}$/, '');

const currencyFields = (business: Business, { currency, rate }: BookRecord): Body => ({
  currency: currency === '' ? currencyOf(business) : codeRef('currencies', currency),
  exchange_rate: rateText(rate),
  inverse_exchange_rate: rateText((PAR * PAR) / rate),
});

const lineId = ({ books }: RenderContext, record: BookRecord, at: number) => books.partIdOf(record, at + 1);

const lines = (context: RenderContext, record: BookRecord) =>
  record.lines.map((line, at) => ({
    id: lineId(context, record, at),
    displayed_as: line.text,
    description: line.text,
    ledger_account: accountRef(context.business, line.account),
    quantity: '1.0',
    unit_price: amountText(line.net),
    tax_rate: taxRateRef(context.business, line.taxRate),
    net_amount: amountText(line.net),
    tax_amount: amountText(line.tax),
    total_amount: amountText(line.net + line.tax),
  }));

const journalLines = (context: RenderContext, record: BookRecord) =>
  record.lines.map(({ account, text, net }, at) => ({
    id: lineId(context, record, at),
    ledger_account: accountRef(context.business, account),
    details: text,
    debit: amountText(Math.max(net, 0)),
    credit: amountText(Math.max(-net, 0)),
  }));

const allocations = (context: RenderContext, record: BookRecord) =>
  record.allocations.map(({ other, amount }, at) => ({
    id: lineId(context, record, at),
    artefact: refTo(context, other),
    amount: amountText(amount),
  }));

/** Its `$path` names the payment, as in Sage's example. */
function onAccount(context: RenderContext, record: BookRecord) {
  const rest = outstandingOf(record);
  const id = context.books.partIdOf(record, 1_000);
  if (rest === 0) return null;
  return {
    id,
    displayed_as: record.name,
    $path: `/contact_payments/${context.books.idOf(record)}`,
    total_amount: amountText(record.total),
    outstanding_amount: amountText(rest),
  };
}
