import { setImmediate as nextTurn } from 'node:timers/promises';
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

/** Records in one go: longer ones would keep what else runs in this process from its connections. */
const PAGE = 1_000;

/** Notes each record that is taken for deleted, also one that a later page brings back. */
const NOTE_TOMBSTONES = `CREATE TABLE public.tombstone (link_id uuid, list text, source_id text);
  CREATE FUNCTION public.note_tombstone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN INSERT INTO public.tombstone VALUES (NEW.link_id, NEW.list, NEW.source_id); RETURN NULL; END $$;
  CREATE TRIGGER note_tombstone AFTER INSERT OR UPDATE ON ledgerlink.source_record FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND NEW.deletion <> 'FLAGGED') EXECUTE FUNCTION public.note_tombstone()`;

/** Compares what is stored of a link with a business's books, by the sandbox's own word. */
export async function compareBooks({ app, sandbox: { control, url, demo } }: KeptWorld, businessId: string) {
  await app.database.admin.query(NOTE_TOMBSTONES);
  const { counts } = await control.get(`/books?business=${businessId}`);
  const lists = sageLists('3.1')
    .map(({ key }) => key)
    .filter((key) => key in counts);
  const truthOf = async (list: string): Promise<Map<string, Truth>> => {
    const found = new Map<string, Truth>();
    for (let after: number | null = 0; after !== null; ) {
      const page: { records: Truth[]; next: number | null } = await control.get(
        `/truth?business=${businessId}&list=${list}&after=${after}&limit=${PAGE}`,
      );
      for (const record of page.records) found.set(record.id, record);
      after = page.next;
    }
    return found;
  };
  /** The fields in which a stored record differs from what the sandbox answers for it. */
  const fieldsOf = async (token: string, list: string, { id, raw }: { id: string; raw: Raw }): Promise<string[]> => {
    const response = await fetch(`${url}/v3.1/${list}/${id}?attributes=all&show_payments_allocations=true`, {
      headers: { authorization: `Bearer ${token}`, 'x-business': businessId },
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
        // A long run outlives any token.
        const { tokens } = await control.post('/grants', { clientId: demo.v31.clientId, user: 'one' });
        const truth = await truthOf(list);
        const stored = new Map((await storedOf(linkId, list)).map((row) => [row.id, row]));
        for (const [at, [id, { deleted, hash }]] of [...truth].entries()) {
          if (at % PAGE === 0) await nextTurn();
          const row = stored.get(id);
          if (row === undefined) {
            if (!deleted) different.push(`${list} ${id} is not here`);
          } else if (row.deleted !== deleted && !isFlagged(row.raw))
            different.push(`${list} ${id} deleted: ${row.deleted}`);
          else if (!deleted && recordHash(row.raw) !== hash) {
            const fields = await fieldsOf(tokens.access_token, list, row);
            if (fields.length > 0) different.push(`${list} ${id} differs in ${fields.join(', ')}`);
          }
        }
        for (const id of stored.keys()) if (!truth.has(id)) different.push(`${list} ${id} is not there`);
      }
      return different;
    },
    /** The records that were taken for deleted since the last call, and those of them that are not deleted at the sandbox. */
    async tombstones(linkId: string) {
      const { rows } = await app.database.admin.query<{ list: string; id: string }>(
        'DELETE FROM public.tombstone WHERE link_id = $1 RETURNING list, source_id AS id',
        [linkId],
      );
      const wrong: string[] = [];
      for (const list of new Set(rows.map((row) => row.list))) {
        const truth = await truthOf(list);
        const ids = new Set(rows.filter((row) => row.list === list).map(({ id }) => id));
        for (const id of ids) if (truth.get(id)?.deleted === false) wrong.push(`${list} ${id}`);
      }
      return { count: rows.length, wrong };
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
