import { recordHash } from '../../sandbox/control/changes.routes.js';
import type { RawRow } from '../../src/datasets/records/records.repository.js';
import { sageLists } from '../../src/providers/sage/datasets/sage.lists.js';
import type { KeptWorld } from './kept-links.js';

type Raw = Readonly<Record<string, unknown>>;

interface Truth {
  readonly id: string;
  readonly deleted: boolean;
  readonly hash: string;
}

/** Compares what is stored of a link with a business's books, by the sandbox's own word. */
export async function compareBooks({ app, sandbox: { control, url, demo } }: KeptWorld, businessId: string) {
  const { counts } = await control.get(`/books?business=${businessId}`);
  const lists = sageLists('3.1')
    .map(({ key }) => key)
    .filter((key) => key in counts);
  const truthOf = async (list: string): Promise<Map<string, Truth>> => {
    const found = new Map<string, Truth>();
    for (let after: number | null = 0; after !== null; ) {
      const page: { records: Truth[]; next: number | null } = await control.get(
        `/truth?business=${businessId}&list=${list}&after=${after}&limit=10000`,
      );
      for (const record of page.records) found.set(record.id, record);
      after = page.next;
    }
    return found;
  };
  /** The fields in which a stored record differs from what the sandbox answers for it. */
  const fieldsOf = async (list: string, id: string, raw: Raw): Promise<string[]> => {
    // A token of its own: a long run outlives any.
    const { tokens } = await control.post('/grants', { clientId: demo.v31.clientId, user: 'one' });
    const response = await fetch(`${url}/v3.1/${list}/${id}?attributes=all&show_payments_allocations=true`, {
      headers: { authorization: `Bearer ${tokens.access_token}`, 'x-business': businessId },
    });
    if (!response.ok) throw new Error(`the sandbox answers ${response.status} for ${list} ${id}`);
    const there = withoutNames(await response.json()) as Raw;
    const here = withoutNames(raw) as Raw;
    const names = [...new Set([...Object.keys(there), ...Object.keys(here)])];
    return names.filter((name) => recordHash({ field: there[name] }) !== recordHash({ field: here[name] }));
  };
  const storedOf = async (linkId: string, list: string) => {
    const { rows } = await app.database.admin.query<RawRow & { deleted: boolean }>(
      `SELECT workspace_id AS "workspaceId", link_id AS "linkId", list, source_id AS "sourceId", raw::text AS raw,
              raw_sealed AS sealed, deleted_at IS NOT NULL AS deleted
         FROM ledgerlink.source_record WHERE link_id = $1 AND list = $2`,
      [linkId, list],
    );
    return Promise.all(
      rows.map(async (row) => {
        const raw = JSON.parse((await app.services.rawData.open(row)) ?? '{}') as Raw;
        return { id: row.sourceId, deleted: row.deleted, raw };
      }),
    );
  };
  return {
    /** What differs between the stored records and the books. */
    async differences(linkId: string) {
      const different: string[] = [];
      for (const list of lists) {
        const truth = await truthOf(list);
        const stored = new Map((await storedOf(linkId, list)).map((row) => [row.id, row]));
        for (const [id, { deleted, hash }] of truth) {
          const row = stored.get(id);
          if (row === undefined) {
            if (!deleted) different.push(`${list} ${id} is not here`);
          } else if (row.deleted !== deleted && !isFlagged(row.raw))
            different.push(`${list} ${id} deleted: ${row.deleted}`);
          else if (!deleted && recordHash(row.raw) !== hash) {
            const fields = await fieldsOf(list, id, row.raw);
            if (fields.length > 0) different.push(`${list} ${id} differs in ${fields.join(', ')}`);
          }
        }
        for (const id of stored.keys()) if (!truth.has(id)) different.push(`${list} ${id} is not there`);
      }
      return different;
    },
    /** Stored records that are deleted here and not at the sandbox. */
    async falseTombstones(linkId: string) {
      const wrong: string[] = [];
      for (const list of lists) {
        const deleted = (await storedOf(linkId, list)).filter((row) => row.deleted && !isFlagged(row.raw));
        if (deleted.length === 0) continue;
        const truth = await truthOf(list);
        wrong.push(...deleted.filter(({ id }) => truth.get(id)?.deleted === false).map(({ id }) => `${list} ${id}`));
      }
      return wrong;
    },
  };
}

/** Ledger entries and transactions stay in their lists with a mark. */
const isFlagged = (raw: Raw): boolean => raw.deleted === true;

/**
 * A record without the names that it shows of other records, and without balances: when another record is renamed, these
 * change, and the time of the record's own last change does not.
 */
function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => !['displayed_as', 'contact_name', 'balance'].includes(name));
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutNames(field)]));
}
