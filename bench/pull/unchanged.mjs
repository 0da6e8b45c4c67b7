import { readRequest, startPulling } from './books.mjs';

const TABLES =
  `source_record account contact document payment allocation bank_account bank_movement journal ledger_entry item
  tax_rate`.split(/\s+/);

const PAGE = 200;
/** Beside the pages of a list: what has changed, and what was deleted. */
const MORE_REQUESTS = 2;

/** Everything is read again, and nothing has changed. */
export async function measure(context) {
  const pulling = await startPulling(context, 'unchanged');
  const { db } = pulling;
  await pulling.newLink(context.options.records);
  const fleet = await pulling.startProcesses(1);
  await pulling.makeDue();
  await pulling.settle();
  const before = await changeNumbers(db);
  const { next } = await pulling.requestsAfter();
  const { rows } = await db.query('SELECT pg_current_xact_id()::text AS now');
  await pulling.makeDue(', is_full_asked = true');
  await pulling.settle();
  await fleet.end();
  const written = [];
  for (const table of TABLES) {
    const found = await db.query(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE xmin::text::bigint >= $1)::int AS new FROM ledgerlink.${table}`,
      [rows[0].now],
    );
    written.push({ table, ...found.rows[0] });
  }
  const { requests } = await pulling.requestsAfter(next);
  const { costly, pages, most } = await requestsByList(pulling, requests);
  const [records, wrong] = [await pulling.countRecords(), await pulling.notCurrent()];
  const rowsWritten = written.reduce((sum, one) => sum + one.new, 0);
  const numbers = (await changeNumbers(db)) - before;
  return {
    report: { records, rowsWritten, changeNumbers: numbers, requests: requests.length, pages, most },
    broken: [
      [wrong.length > 0, `lists are not current: ${wrong.join('; ')}`],
      [rowsWritten > 0, 'rows were written although nothing had changed'],
      [numbers > 0, 'changes were counted although there were none'],
      [costly.length > 0, `a list cost more than its pages and ${MORE_REQUESTS} requests: ${costly.join('; ')}`],
    ],
  };
}

/** The requests of each list beside the pages that its records fill. */
async function requestsByList({ db, sandbox }, requests) {
  const { rows } = await db.query('SELECT list, count(*)::int AS count FROM ledgerlink.source_record GROUP BY list');
  const lists = rows.map(({ list, count }) => ({
    list,
    pages: Math.ceil(count / PAGE),
    asked: requests.filter((request) => readRequest(sandbox, request).list === list).length,
  }));
  const pages = lists.reduce((sum, one) => sum + one.pages, 0);
  return {
    pages,
    most: pages + MORE_REQUESTS * lists.length,
    costly: lists
      .filter((one) => one.asked > one.pages + MORE_REQUESTS)
      .map(({ list, ...counts }) => `${list} ${counts.asked} for ${counts.pages} pages`),
  };
}

async function changeNumbers(db) {
  const { rows } = await db.query('SELECT sum(change_no)::int AS sum FROM ledgerlink.dataset');
  return rows[0].sum;
}
