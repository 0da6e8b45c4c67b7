import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database } from '../../infra/database/database.js';
import { type Brought, NOTHING } from './brought.js';
import type { Interrupted, ListReaderService } from './list-reader.service.js';
import type { PageWriteService } from './page-write.service.js';
import type { RoundContext, RoundState } from './round-context.js';
import { findTodo, type Todo, todoDone } from './sweep.repository.js';

/** Single records that are read before they are written. */
const BATCH = 20;
/** Of those that could not be read before, so many are tried again in a round. */
const MAX_RETRIES = 100;

/** Reads records by their ids: those that scans have left to be read, and those that could not be read before. */
export class SingleRecordsService {
  constructor(
    private readonly database: Database,
    private readonly reader: ListReaderService,
    private readonly pages: PageWriteService,
  ) {}

  /** Reads the next ones. False: there are none left. */
  async readNext(context: RoundContext, state: RoundState): Promise<boolean | Interrupted> {
    const { ref } = context.lease;
    const todo = await findTodo(backgroundReader(this.database), ref, BATCH);
    if (todo.length === 0) return this.#retryProblems(context, state);
    const asked = context.list.capabilities.byId ? todo : [];
    return this.#read(context, state, asked, [todoDone(ref, todo)]);
  }

  async #retryProblems(context: RoundContext, state: RoundState): Promise<boolean | Interrupted> {
    const ids = context.list.capabilities.byId && !state.hasRetried ? [...state.problemIds] : [];
    state.hasRetried = true;
    if (ids.length === 0) return false;
    const asked = ids.slice(0, MAX_RETRIES).map((sourceId) => ({ reason: 'UNKNOWN' as const, sourceId }));
    return this.#read(context, state, asked, []);
  }

  async #read(
    context: RoundContext,
    state: RoundState,
    asked: readonly Pick<Todo, 'reason' | 'sourceId'>[],
    more: Brought['more'],
  ): Promise<true | Interrupted> {
    const records: Brought['records'][number][] = [];
    const [missing, solved]: [string[], string[]] = [[], []];
    const problems: Brought['problems'][number][] = [];
    for (const { reason, sourceId } of asked) {
      const read = await this.reader.readParsed(context.lease.ref, { kind: 'RECORD', sourceId });
      if (read.kind === 'interrupted') return read;
      if (read.kind === 'parsed') records.push(...read.answer.records);
      else if (read.kind === 'page-failed') problems.push(unreadable(sourceId, read));
      else (reason === 'MISSING' ? missing : solved).push(sourceId);
    }
    const brought = { ...NOTHING, records, missing, problems, solved, more, namesFrom: 0 };
    await this.pages.write(context, state, brought, true);
    return true;
  }
}

/** The problem of a record for which the platform has no answer. */
export const unreadable = (
  sourceId: string,
  { status, requestId }: { readonly status: number | null; readonly requestId: string | null },
) => ({ sourceId, message: `The platform answers ${status ?? 'nothing'} for this record.`, requestId });
