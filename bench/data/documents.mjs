import { withClient } from './cluster.mjs';

const CONTACTS = 500;
const ACCOUNTS = 40;
const DAYS = 1_800;
const reference = (list, id, name) => `jsonb_build_object('list', '${list}', 'sourceId', ${id}, 'name', ${name})`;
const LINE = `jsonb_build_object('id', md5(n || ' ' || i), 'description', 'Consultancy and materials, part ' || i,
  'item', ${reference('products', "md5('p' || i)", "'Product ' || i")},
  'account', ${reference('ledger_accounts', `md5('a' || i % ${ACCOUNTS})`, `'Sales (' || 4000 + i % ${ACCOUNTS} || ')'`)},
  'quantity', '2.0', 'unitPrice', '60.05', 'discount', '0.0', 'net', '120.10', 'tax', '24.02', 'total', '144.12',
  'taxRate', ${reference('tax_rates', "'GB_STANDARD'", "'Standard 20.00%'")}, 'tracking', '[]'::jsonb)`;

/**
 * Fills a link with documents, as a pull leaves them, and with the contacts and accounts that they name.
 * A document has `lines` lines. The
 * days of issue are spread over the rows, so that a page of the newest has rows from everywhere in the table.
 */
export async function fillDocuments(url, { workspaceId, linkId, count, lines = 3 }) {
  await withClient(url, async (client) => {
    await client.query("SET synchronous_commit = 'off'");
    for (let from = 1; from <= count; from += 50_000) {
      const values = [workspaceId, linkId, from, Math.min(count, from + 49_999)];
      await client.query(SOURCE, values);
      await client.query(DOCUMENT, [...values, lines]);
    }
    for (const statement of NAMED) await client.query(statement, [workspaceId, linkId]);
    await client.query(
      'VACUUM ANALYZE ledgerlink.source_record, ledgerlink.document, ledgerlink.contact, ledgerlink.account',
    );
  });
}

const source = (list, id, count) => `
  INSERT INTO ledgerlink.source_record (workspace_id, link_id, list, source_id, hash, raw, read_at, change_no, created_no, action,
         mapper_version)
  SELECT $1, $2, '${list}', ${id}, '', '{}', timestamptz '2026-11-01 09:00Z', n + 1, n + 1, 'CREATED', 1
    FROM generate_series(0, ${count - 1}) AS n`;
/** The contacts and accounts that the documents name. */
const NAMED = [
  source('contacts', "md5('c' || n)", CONTACTS),
  source('ledger_accounts', "md5('a' || n)", ACCOUNTS),
  `INSERT INTO ledgerlink.contact (workspace_id, link_id, list, source_id, deleted, sort_key, name, roles, email, phones, addresses,
         currency, active)
   SELECT $1, $2, 'contacts', md5('c' || n), false, 'customer ' || n, 'Customer ' || n, '["CUSTOMER"]', 'c' || n || '@example.com',
         '["020 7946 0000"]', '[]', 'GBP', true
     FROM generate_series(0, ${CONTACTS - 1}) AS n`,
  `INSERT INTO ledgerlink.account (workspace_id, link_id, list, source_id, deleted, sort_key, code, name, type, subtype, active)
   SELECT $1, $2, 'ledger_accounts', md5('a' || n), false, 4000 + n || ' sales', 4000 + n, 'Sales', 'INCOME', 'SALES', true
     FROM generate_series(0, ${ACCOUNTS - 1}) AS n`,
];

const SOURCE = `
  INSERT INTO ledgerlink.source_record (workspace_id, link_id, list, source_id, hash, raw, source_created_at, source_updated_at,
         read_at, change_no, created_no, action, mapper_version)
  SELECT $1, $2, 'sales_invoices', md5(n::text), decode(md5(n::text), 'hex'),
         jsonb_build_object('id', md5(n::text), 'displayed_as', 'SI-' || n, 'total_amount', '432.36', 'notes', repeat('n', 400)),
         timestamptz '2026-01-01 09:00Z' + n * interval '1 s', timestamptz '2026-01-02 09:00Z' + n * interval '1 s',
         timestamptz '2026-11-01 09:00Z', n, n, 'CREATED', 1
    FROM generate_series($3::int, $4::int) AS n`;

const DOCUMENT = `
  INSERT INTO ledgerlink.document (workspace_id, link_id, list, source_id, deleted, updated_at, kind, form, number, reference,
         contact, contact_id, contact_name, issue_date, due_date, status, source_status, currency, exchange_rate, net, tax, total,
         outstanding, paid, discount, base_net, base_tax, base_total, base_outstanding, amounts_include_tax, lines, tax_lines,
         allocations, notes, sent, attachments, tracking, number_key, reference_key, contact_name_key)
  SELECT $1, $2, 'sales_invoices', md5(n::text), false, timestamptz '2026-01-02 09:00Z' + n * interval '1 s', 'SALES_INVOICE',
         'FULL', 'SI-' || n, 'PO-' || n * 7919::bigint % 100000, ${reference('contacts', `md5('c' || n % ${CONTACTS})`, `'Customer ' || n % ${CONTACTS}`)},
         md5('c' || n % ${CONTACTS}), 'Customer ' || n % ${CONTACTS}, date '2026-11-01' - (n * 7919::bigint % ${DAYS})::int, date '2026-12-01' - (n * 7919::bigint % ${DAYS})::int,
         CASE WHEN n % 5 = 0 THEN 'OPEN' ELSE 'PAID' END, 'PAID', 'GBP', 1.0, 360.30, 72.06, 432.36, CASE WHEN n % 5 = 0 THEN 432.36 ELSE 0.00 END,
         CASE WHEN n % 5 = 0 THEN 0.00 ELSE 432.36 END, 0.0, 360.30, 72.06, 432.36, 0.00, false,
         (SELECT jsonb_agg(${LINE} ORDER BY i) FROM generate_series(1, $5::int) AS i),
         jsonb_build_array(jsonb_build_object('taxRate', ${reference('tax_rates', "'GB_STANDARD'", "'Standard 20.00%'")}, 'net', '360.30', 'tax', '72.06', 'total', '432.36')),
         '[]', repeat('n', 80), true, 0, '[]', 'si-' || n, 'po-' || n * 7919::bigint % 100000, 'customer ' || n % ${CONTACTS}
    FROM generate_series($3::int, $4::int) AS n`;
