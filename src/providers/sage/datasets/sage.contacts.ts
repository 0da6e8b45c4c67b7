import { isList } from '../../../infra/json/exact-json.js';
import { mapperOf } from '../../map-record.js';
import type { Address, ContactRole } from '../../model-parts.js';
import { boolean, decimal, fieldsOf, first, integer, name, none, type Reader, text } from '../../record-reader.js';
import { account, currency } from './sage.fields.js';

const ROLES: Readonly<Record<string, ContactRole>> = { CUSTOMER: 'CUSTOMER', VENDOR: 'SUPPLIER' };

const roles: Reader<readonly ContactRole[]> = (source) => {
  const types = isList(source.value.contact_types) ? source.value.contact_types : [];
  return types.flatMap((_, at) => ROLES[name(`contact_types.${at}.id`)(source) ?? ''] ?? []);
};

/** The values of some readers, each once; what has none is left out. */
const valuesOf =
  (...readers: readonly Reader<string>[]): Reader<readonly string[]> =>
  (source) => [...new Set(readers.flatMap((read) => read(source) ?? []))];

const address = (at: string) =>
  fieldsOf<Address>({
    lines: valuesOf(name(`${at}.address_line_1`), name(`${at}.address_line_2`)),
    city: name(`${at}.city`),
    region: name(`${at}.region`),
    postalCode: name(`${at}.postal_code`),
    country: name(`${at}.country.id`),
  });
const ADDRESSES = [address('main_address'), address('delivery_address')];
const hasValue = (one: Address) => Object.values(one).some((value) => value !== null && value.length > 0);

export const mapContact = mapperOf('contact', {
  name: first(name('name'), name('displayed_as')),
  number: text('reference'),
  roles,
  email: first(text('email'), text('main_contact_person.email')),
  phones: valuesOf(text('main_contact_person.telephone'), text('main_contact_person.mobile')),
  addresses: (source) => ADDRESSES.map((read) => read(source)).filter(hasValue),
  taxNumber: text('tax_number'),
  registrationNumber: text('registered_number'),
  currency,
  paymentTermDays: integer('credit_days'),
  creditLimit: decimal('credit_limit'),
  balance: decimal('balance'),
  active: boolean('is_active'),
  defaultAccount: first(account('default_sales_ledger_account'), account('default_purchase_ledger_account')),
  mergedInto: none,
});
