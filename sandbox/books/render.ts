import type { Business } from '../world/users.js';
import { accountRef, bankRef, currencyOf, type SageRecord } from './fixed-lists.js';
import { amountText, dayText, timeText } from './money.js';
import { withOddValue } from './odd-values.js';
import { type BookRecord, baseAmounts, inBase, outstandingOf, PAR } from './record.js';
import { allocations, displayedAs, journalLines, lines, onAccount, type RenderContext, refTo } from './render-parts.js';

/** Sage's specification says that this is a date. */
const LAST_COST = '2024-02-05T09:30:00.123Z';

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

const codeRef = (list: string, id: string) => ({ id, displayed_as: id, $path: `/${list}/${id}` });

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
        ...(list === 'stock_items' ? { quantity_in_stock: `${record.tax}.0`, cost_price_last_updated: LAST_COST } : {}),
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
    ...(context.hidesAllocations === true ? {} : { payments_allocations: allocations(context, record) }),
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
