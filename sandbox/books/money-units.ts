import { ACCOUNT } from './chart.js';
import { sumsOf, taxOf } from './document-units.js';
import { post } from './postings.js';
import type { Line, NewRecord } from './record.js';
import type { UnitContext } from './units.js';

/** The sizes of attachments. The last one is the largest that the platform takes. */
const FILE_BYTES = [30_000, 3_000_000, 100_000_000];
const PEOPLE = ['Ames', 'Booth', 'Clay', 'Dunn', 'Eaves', 'Frost', 'Gale', 'Hume', 'Ince', 'Judd'];

/** Units other than documents: contacts, items, money in and out, journals, quotes and attachments. */
export function moneyUnit(context: UnitContext, kind: string): void {
  const { day, unit, add, pick } = context;
  const posted = (fields: Omit<NewRecord, 'n' | 'created'>) => post(context, add({ day, ...fields }));
  switch (kind) {
    case 'contact':
      addContact(context);
      return;
    case 'items':
      for (const list of ['products', 'services', 'stock_items'])
        add({ list, name: `Item ${unit + 1}`, net: 100 + pick(50_000, 50), tax: pick(100, 51) });
      add({ list: 'stock_movements', day, name: `Stock ${unit + 1}`, total: 1 + pick(100, 52) });
      return;
    case 'receipt':
    case 'expense':
      posted({ list: 'other_payments', contact: context.contact, name: `Money ${unit + 1}`, ...money(context, kind) });
      return;
    case 'transfer':
    case 'deposit': {
      const bank = kind === 'transfer' ? 0 : 2;
      const list = kind === 'transfer' ? 'bank_transfers' : 'bank_deposits';
      const type = kind === 'transfer' ? 'BANK_TRANSFER' : 'DEPOSIT';
      const toBank = kind === 'transfer' ? 1 : 0;
      posted({ list, type, bank, toBank, name: `${type} ${unit + 1}`, total: 100 + pick(90_000, 53) });
      add({ list: 'bank_reconciliations', day, name: `Statement ${unit + 1}` });
      return;
    }
    case 'depreciation': {
      const net = 100 + pick(40_000, 54);
      const text = 'Depreciation';
      const lines = [
        { account: ACCOUNT.depreciation, text, net, tax: 0, taxRate: 0 },
        { account: ACCOUNT.vehicleDepreciation, text, net: -net, tax: 0, taxRate: 0 },
      ];
      posted({ list: 'journals', type: 'JOURNAL', name: `Journal ${unit + 1}`, lines, total: net });
      return;
    }
    case 'on-account':
      posted({
        list: 'contact_payments',
        type: 'CUSTOMER_RECEIPT',
        contact: context.contact,
        name: `On account ${unit + 1}`,
        total: 100 + pick(90_000, 55),
      });
      return;
    case 'quote':
      for (const list of ['sales_quotes', 'sales_estimates'])
        add({ list, day, contact: context.contact, name: `SQ-${unit + 1}`, ...money(context, 'receipt') });
      return;
    case 'attachment':
      add({
        list: 'attachments',
        name: `scan-${unit + 1}.pdf`,
        total: FILE_BYTES[context.cycle % FILE_BYTES.length],
        source: { list: 'contacts', n: context.contact },
      });
  }
}

function money({ pick, taxRates }: UnitContext, kind: string) {
  const net = 100 + pick(80_000, 56);
  const account = kind === 'receipt' ? ACCOUNT.otherIncome : ACCOUNT.rent;
  const line: Line = { account, text: 'Sundry', net, tax: taxOf(net, taxRates[0] ?? 0), taxRate: 0 };
  return { type: kind === 'receipt' ? 'OTHER_RECEIPT' : 'OTHER_PAYMENT', lines: [line], ...sumsOf([line]) };
}

function addContact({ unit, cycle, add }: UnitContext): void {
  const name = `${PEOPLE[cycle % PEOPLE.length]} ${cycle + 1}`;
  const contact = add({ list: 'contacts', name, type: 'CUSTOMER,VENDOR' });
  const source = { list: contact.list, n: contact.n };
  add({ list: 'addresses', name: `${unit + 1} Sandbox Street`, source });
  add({ list: 'contact_persons', name: `${name} (main contact)`, source });
}
