import type { ExactObject } from '../../../infra/json/exact-json.js';
import type { AllocationEntry } from '../../model-parts.js';
import {
  anyReference,
  currencyCode,
  date,
  decimal,
  each,
  fieldsOf,
  first,
  magnitude,
  name,
  type Reader,
  reference,
} from '../../record-reader.js';

// Fields that records of several of Sage's lists have. References are `{id, displayed_as, $path}`.

/** A ledger account. */
export const account = (path = 'ledger_account') => reference(path, 'ledger_accounts');
export const contact = reference('contact', 'contacts');
/** A bank account. */
export const bankAccount = (path = 'bank_account') => reference(path, 'bank_accounts');
/** A tax rate. */
export const taxRate = (path = 'tax_rate') => reference(path, 'tax_rates');
export const currency = currencyCode('currency.id');
export const tracking = each('analysis_type_categories', reference('', 'analysis_type_categories'));

/**
 * The list of a reference. `$path` is `/list/id` as a rule, but not always: it may name a list that does not exist
 * (`/usual_suppliers/…`), or another record's id, as that of a payment on account does.
 */
export const listOf = ({ id, $path }: ExactObject): string | null =>
  typeof id === 'string' && typeof $path === 'string' && $path.endsWith(`/${id}`)
    ? (/^\/([a-z_]+)\/[^/]+$/.exec($path)?.[1] ?? null)
    : null;
/** A record that may be in any list. */
export const artefact = (path: string) => anyReference(path, listOf);

/** An invoice is what is settled; a credit note, a payment or a payment on account settles it. */
const side: Reader<'SETTLED' | 'SETTLING'> = (source) => {
  const path = name('artefact.$path')(source) ?? '';
  if (/^\/(sales|purchase)_invoices\//.test(path)) return 'SETTLED';
  return /^\/(sales_credit_notes|purchase_credit_notes|contact_payments)\//.test(path) ? 'SETTLING' : null;
};

/** An amount is negative on one of the two sides, and which one depends on the kind of contact. `side` tells them apart. */
const entry = fieldsOf<AllocationEntry>({
  record: first(artefact('artefact'), artefact('contact_payment'), artefact('contact_allocation')),
  amount: magnitude('amount'),
  side,
  discount: decimal('discount'),
  date: date('date'),
});
/** What a record settles, or what settles it. */
export const entries = (path: string) => each(path, entry);
