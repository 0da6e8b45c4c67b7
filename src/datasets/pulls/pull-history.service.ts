import type { Caller } from '../../infra/database/caller.js';
import type { Database } from '../../infra/database/database.js';
import { listProblems, type ProblemRow } from '../rounds/problem.repository.js';
import { listPulls } from './pull-read.repository.js';

/** Reads pages of what pulls of a link have done. The link must be one of the caller's workspace. */
export class PullHistoryService {
  constructor(private readonly database: Database) {}

  /** The ids of pulls, newest first. */
  pulls(
    caller: Caller,
    linkId: string,
    page: { readonly limit: number; readonly after: string | null },
  ): Promise<string[]> {
    return listPulls(this.database.readerFor(caller), { workspaceId: caller.workspaceId, linkId }, page);
  }

  problems(caller: Caller, linkId: string, page: Parameters<typeof listProblems>[2]): Promise<ProblemRow[]> {
    return listProblems(this.database.readerFor(caller), { workspaceId: caller.workspaceId, linkId }, page);
  }
}
