import { randomUUID } from 'node:crypto';
import { withClient } from './cluster.mjs';
import { fillCompanies } from './companies.mjs';
import { fillDocuments } from './documents.mjs';

const DOCUMENTS = 10_000;

/** The same tables for PostGraphile, which takes the order of a page from a function. */
const PEER = [
  'CREATE TABLE peer.source_record (LIKE ledgerlink.source_record INCLUDING ALL)',
  'CREATE TABLE peer.document (LIKE ledgerlink.document INCLUDING ALL)',
  'INSERT INTO peer.source_record SELECT * FROM ledgerlink.source_record',
  'INSERT INTO peer.document SELECT * FROM ledgerlink.document',
  `ALTER TABLE peer.document ADD FOREIGN KEY (workspace_id, link_id, list, source_id) REFERENCES peer.source_record`,
  `CREATE FUNCTION peer.documents_of_link(workspace uuid, link uuid) RETURNS SETOF peer.document LANGUAGE sql STABLE AS
     'SELECT * FROM peer.document WHERE workspace_id = workspace AND link_id = link AND NOT deleted
       ORDER BY issue_date DESC, list DESC, source_id DESC'`,
  `CREATE FUNCTION peer.changes_of_link(workspace uuid, link uuid) RETURNS SETOF peer.source_record LANGUAGE sql STABLE AS
     'SELECT * FROM peer.source_record WHERE workspace_id = workspace AND link_id = link AND list = ''sales_invoices'' ORDER BY change_no'`,
];

/** Makes a link with 10,000 documents of three lines in a workspace, for all contestants. */
export async function makeRecords(url, { id: workspaceId, key }) {
  await fillCompanies(url, {
    workspaceId,
    setId: randomUUID(),
    integrationKey: 'sage-business-cloud-accounting',
    count: 1,
  });
  return withClient(url, async (client) => {
    const { rows } = await client.query('SELECT id FROM ledgerlink.company_link WHERE workspace_id = $1', [
      workspaceId,
    ]);
    const linkId = rows[0].id;
    await fillDocuments(url, { workspaceId, linkId, count: DOCUMENTS });
    for (const statement of PEER) await client.query(statement);
    return { workspaceId, linkId, key, id: Buffer.from(`CompanyLink:${linkId}`).toString('base64url') };
  });
}
