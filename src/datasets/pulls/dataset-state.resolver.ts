import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../api/context.js';
import type { Page } from '../../infra/graphql/connection.graphql.js';
import { After, checkFirst, First } from '../../infra/graphql/page-arguments.js';
import { CountedPage } from '../../infra/graphql/page-limits.js';
import { RequiresScope } from '../../infra/graphql/scopes.js';
import { CompanyLink } from '../../links/company-link.graphql.js';
import {
  type DatasetProblem,
  DatasetProblemConnection,
  DatasetState,
  fromProblemCursor,
  toDatasetStates,
  toProblemPage,
} from './dataset-state.graphql.js';
import type { PullSettings } from './dataset-state.rules.js';
import { fromPullCursor, type Pull, PullConnection, toPullPage } from './pull.graphql.js';
import type { PullHistoryService } from './pull-history.service.js';

/** What a page of these lists has by default. */
const PER_PAGE = 20;

@Resolver(() => CompanyLink)
export class LinkDatasetsResolver {
  constructor(
    private readonly history: PullHistoryService,
    private readonly settings: PullSettings,
  ) {}

  @RequiresScope('DATA_READ')
  @FieldResolver(() => [DatasetState], { description: 'Every dataset, how it stands, and when it is pulled.' })
  async datasets(@Root() link: CompanyLink, @Ctx() { loaders }: RequestContext): Promise<DatasetState[]> {
    return toDatasetStates(link, await loaders.listStates.load(link.localId), this.settings);
  }

  @RequiresScope('DATA_READ')
  @CountedPage()
  @FieldResolver(() => PullConnection, { description: 'The pulls of the last 90 days, newest first.' })
  async pulls(
    @Root() { localId }: CompanyLink,
    @Ctx() { caller, loaders }: RequestContext,
    @First('pulls', PER_PAGE) requestedFirst?: number | null,
    @After('pulls') after?: string | null,
  ): Promise<Page<Pull>> {
    const first = checkFirst(requestedFirst, { byDefault: PER_PAGE });
    const cursor = fromPullCursor(after);
    const ids = await this.history.pulls(caller, localId, { limit: first + 1, after: cursor });
    const shown = ids.slice(0, first);
    const pulls = await Promise.all(shown.map((id) => loaders.pull.load(id)));
    const found = shown.flatMap((id, place) => {
      const pull = pulls[place];
      return pull ? [{ id, pull }] : [];
    });
    return toPullPage(found, ids.length > first, cursor !== null);
  }
}

@Resolver(() => DatasetState)
export class DatasetStateResolver {
  constructor(private readonly history: PullHistoryService) {}

  @CountedPage()
  @FieldResolver(() => DatasetProblemConnection, { description: 'The records that could not be read.' })
  async problems(
    @Root() { linkId, lists }: DatasetState,
    @Ctx() { caller }: RequestContext,
    @First('problems', PER_PAGE) requestedFirst?: number | null,
    @After('problems') after?: string | null,
  ): Promise<Page<DatasetProblem>> {
    const first = checkFirst(requestedFirst, { byDefault: PER_PAGE });
    const place = fromProblemCursor(after);
    const rows = await this.history.problems(caller, linkId, { lists, after: place, limit: first + 1 });
    return toProblemPage(rows, first, place !== undefined);
  }
}
