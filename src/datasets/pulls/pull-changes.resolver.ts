import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../api/context.js';
import { PULL_MINUTES } from '../../infra/config/pull-values.js';
import { RequiresScope } from '../../infra/graphql/scopes.js';
import { localId } from '../../infra/ids/ids.js';
import {
  CancelPullInput,
  CancelPullResult,
  DeleteDataInput,
  DeleteDataResult,
  datasetsOf,
  PullDatasetsInput,
  PullDatasetsResult,
  SetPullScheduleInput,
  SetPullScheduleResult,
  toPullRefusal,
} from './change-pulls.graphql.js';
import type { DataChangesService } from './data-changes.service.js';
import { type DatasetState, toDatasetStates } from './dataset-state.graphql.js';
import type { PullSettings } from './dataset-state.rules.js';
import type { Pull } from './pull.graphql.js';
import type { PullRequestService } from './pull-request.service.js';

@Resolver()
export class PullChangesResolver {
  constructor(
    private readonly requests: PullRequestService,
    private readonly changes: DataChangesService,
    private readonly settings: PullSettings,
  ) {}

  @RequiresScope('DATA_PULL')
  @Mutation(() => PullDatasetsResult, {
    description:
      'Starts a pull now. While one of the same link is under way, it is answered with `coalesced: true`, and what is asked for becomes part of it.',
  })
  async pullDatasets(
    @Ctx() context: RequestContext,
    @Arg('input', () => PullDatasetsInput, { description: 'The link and its datasets.' }) input: PullDatasetsInput,
  ): Promise<typeof PullDatasetsResult> {
    const outcome = await this.requests.request(context.caller, {
      linkId: localId(input.linkId, 'CompanyLink', 'linkId'),
      datasets: datasetsOf(input),
      full: input.full ?? false,
    });
    if (outcome.kind !== 'PullDatasetsSuccess') return toPullRefusal(outcome);
    return { ...outcome, pull: await pullOf(context, outcome.pullId) };
  }

  @RequiresScope('DATA_PULL')
  @Mutation(() => CancelPullResult, {
    description: 'Cancels a pull. Its datasets are pulled next by their schedule, and go on from where they were.',
  })
  async cancelPull(
    @Ctx() context: RequestContext,
    @Arg('input', () => CancelPullInput, { description: 'The pull.' }) { pullId }: CancelPullInput,
  ): Promise<typeof CancelPullResult> {
    const outcome = await this.requests.cancel(context.caller, localId(pullId, 'Pull', 'pullId'));
    if (outcome.kind !== 'CancelPullSuccess') return outcome;
    return { ...outcome, pull: await pullOf(context, outcome.pullId) };
  }

  @RequiresScope('DATA_PULL')
  @Mutation(() => SetPullScheduleResult, { description: 'Sets how often datasets of a link are pulled by themselves.' })
  async setPullSchedule(
    @Ctx() context: RequestContext,
    @Arg('input', () => SetPullScheduleInput, { description: 'The link, its datasets, and the interval.' })
    input: SetPullScheduleInput,
  ): Promise<typeof SetPullScheduleResult> {
    const linkId = localId(input.linkId, 'CompanyLink', 'linkId');
    const schedule = { datasets: datasetsOf(input), intervalMinutes: PULL_MINUTES[input.interval] };
    const outcome = await this.changes.schedule(context.caller, linkId, schedule);
    if (outcome.kind !== 'SetPullScheduleSuccess') return outcome;
    return { ...outcome, datasets: await this.#datasets(context, linkId) };
  }

  @RequiresScope('DATA_PULL')
  @Mutation(() => DeleteDataResult, {
    description:
      'Deletes what was pulled of a link: all of it, or some datasets. Pulls of them are cancelled. The next pull reads them anew: set their schedule to `OFF` to keep them away. Changes are numbered on, so that cursors of `changes` stay valid; `changes` does not tell of what was deleted: delete it in copies, too.',
  })
  async deleteData(
    @Ctx() context: RequestContext,
    @Arg('input', () => DeleteDataInput, { description: 'The link and its datasets.' }) input: DeleteDataInput,
  ): Promise<typeof DeleteDataResult> {
    const linkId = localId(input.linkId, 'CompanyLink', 'linkId');
    const outcome = await this.changes.deleteData(context.caller, linkId, datasetsOf(input));
    if (outcome.kind !== 'DeleteDataSuccess') return outcome;
    return { ...outcome, datasets: await this.#datasets(context, linkId) };
  }

  /** After the commit. */
  async #datasets({ loaders }: RequestContext, linkId: string): Promise<DatasetState[]> {
    const link = await loaders.companyLink.load(linkId);
    // It was deleted in the meantime.
    return link === null ? [] : toDatasetStates(link, await loaders.listStates.load(linkId), this.settings);
  }
}

/** After the commit. */
async function pullOf({ loaders }: RequestContext, id: string): Promise<Pull> {
  const pull = await loaders.pull.load(id);
  if (pull === null) throw new Error('a pull was made, and is gone');
  return pull;
}
