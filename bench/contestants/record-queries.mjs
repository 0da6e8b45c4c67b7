/** The works `documents` and `changes`: what a linked company has, as each contestant is asked for it, and its answer in our form. */

const ofLink = (fields) => `query($id: ID!) { node(id: $id) { ... on CompanyLink { ${fields} } } }`;
const PAGE = 100;
const CHANGES = 500;

export const RECORD_QUERIES = {
  documents: ofLink(`documents(first: ${PAGE}) {
    nodes {
      sourceId number issueDate dueDate status currency total outstanding contact { sourceId name }
      lines { description quantity unitPrice net tax total account { sourceId name } }
    }
    pageInfo { hasNextPage }
  }`),
  changes: ofLink(`changes(first: ${CHANGES}, datasets: [SALES_INVOICES]) {
    nodes { action record { __typename sourceId readAt deletedAt ... on Document { number status total outstanding } } }
    pageInfo { hasNextPage }
  }`),
};

const reference = (value) => `json_build_object('sourceId', ${value} -> 'sourceId', 'name', ${value} -> 'name')`;
const LINE = `json_build_object('description', l -> 'description', 'quantity', l -> 'quantity', 'unitPrice', l -> 'unitPrice', 'net', l -> 'net',
  'tax', l -> 'tax', 'total', l -> 'total', 'account', ${reference("(l -> 'account')")})`;
const page = (field, one, from, length) => `
  SELECT json_build_object('data', json_build_object('node', json_build_object('${field}', json_build_object(
           'nodes', json_agg(${one} ORDER BY m.n) FILTER (WHERE m.n <= ${length}),
           'pageInfo', json_build_object('hasNextPage', count(*) > ${length})))))::text AS body
    FROM (${from} LIMIT ${length + 1}) AS m`;

/** One statement each. `$1`, `$2`: the workspace and the link. */
export const RECORD_STATEMENTS = {
  documents: page(
    'documents',
    `json_build_object('sourceId', m.source_id, 'number', m.number, 'issueDate', m.issue_date, 'dueDate', m.due_date, 'status', m.status,
       'currency', m.currency, 'total', m.total::text, 'outstanding', m.outstanding::text, 'contact', ${reference('m.contact')},
       'lines', (SELECT json_agg(${LINE}) FROM jsonb_array_elements(m.lines) AS l))`,
    `SELECT d.*, row_number() OVER (ORDER BY d.issue_date DESC, d.list DESC, d.source_id DESC) AS n FROM ledgerlink.document d
      WHERE d.workspace_id = $1 AND d.link_id = $2 AND NOT d.deleted ORDER BY d.issue_date DESC, d.list DESC, d.source_id DESC`,
    PAGE,
  ),
  changes: page(
    'changes',
    `json_build_object('action', m.action, 'record', json_build_object('__typename', 'Document', 'sourceId', m.source_id, 'readAt', m.read_at,
       'deletedAt', m.deleted_at, 'number', m.number, 'status', m.status, 'total', m.total::text, 'outstanding', m.outstanding::text))`,
    `SELECT s.change_no AS n, s.action, s.source_id, s.read_at, s.deleted_at, d.number, d.status, d.total, d.outstanding
       FROM ledgerlink.source_record s
       JOIN ledgerlink.document d ON d.workspace_id = $1 AND d.link_id = $2 AND d.list = s.list AND d.source_id = s.source_id
      WHERE s.workspace_id = $1 AND s.link_id = $2 AND s.list = 'sales_invoices' ORDER BY s.change_no`,
    CHANGES,
  ),
};

/** PostGraphile takes its order and its pages from functions. JSON columns are one value. */
export const POSTGRAPHILE_QUERIES = {
  documents: `query($workspaceId: UUID!, $linkId: UUID!) { rows: documentsOfLinkList(workspace: $workspaceId, link: $linkId, first: ${PAGE + 1}) {
    sourceId number issueDate dueDate status currency total outstanding contact lines } }`,
  changes: `query($workspaceId: UUID!, $linkId: UUID!) { rows: changesOfLinkList(workspace: $workspaceId, link: $linkId, first: ${CHANGES + 1}) {
    action sourceId readAt deletedAt document: documentByWorkspaceIdAndLinkIdAndListAndSourceId { number status total outstanding } } }`,
};

const short = ({ sourceId, name }) => ({ sourceId, name });
const FROM_POSTGRAPHILE = {
  documents: ({ contact, lines, ...row }) => ({
    ...row,
    contact: short(contact),
    lines: lines.map(({ description, quantity, unitPrice, net, tax, total, account }) => ({
      ...{ description, quantity, unitPrice, net, tax, total, account: short(account) },
    })),
  }),
  changes: ({ action, document, ...row }) => ({ action, record: { __typename: 'Document', ...row, ...document } }),
};

export function recordsFromPostgraphile({ data: { rows } }, work) {
  const length = work === 'documents' ? PAGE : CHANGES;
  const nodes = rows.slice(0, length).map(FROM_POSTGRAPHILE[work]);
  return { data: { node: { [work]: { nodes, pageInfo: { hasNextPage: rows.length > length } } } } };
}
