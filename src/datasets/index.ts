// The slice `datasets`: pulling the data of linked companies: which lists are due and which process has them. `rounds/` reads
// a list and writes what is new, `pulls/` is what users see of pulls and ask of them, `records/` holds what is stored of
// records. What a platform's lists and records are stands in `providers`, how requests are sent in `platform-requests`. This manifest lists what the slice adds to the
// program; nothing imports the slice through it.

import type DataLoader from 'dataloader';
import type { Config } from '../infra/config/config.js';
import { every } from '../infra/process/every.js';
import type { Slice } from '../infra/slices/slice.js';
import { datasetEntity } from './dataset.entity.js';
import { PullService } from './pull.service.js';
import { PullSchedulerService } from './pull-scheduler.service.js';
import { DataChangesService } from './pulls/data-changes.service.js';
import { DataDeletionService } from './pulls/data-deletion.service.js';
import { DatasetStateResolver, LinkDatasetsResolver } from './pulls/dataset-state.resolver.js';
import type { ListState, PullSettings } from './pulls/dataset-state.rules.js';
import type { FirstPullPolicy } from './pulls/first-pull.js';
import { pullEntity, pullPartEntity } from './pulls/pull.entity.js';
import type { Pull } from './pulls/pull.graphql.js';
import { listStatesLoader, pullLoader } from './pulls/pull.loaders.js';
import { PullResolver } from './pulls/pull.resolver.js';
import { PullChangesResolver } from './pulls/pull-changes.resolver.js';
import { PullHistoryService } from './pulls/pull-history.service.js';
import { PullRequestService } from './pulls/pull-request.service.js';
import { PullTransactionService } from './pulls/pull-transaction.service.js';
import { modelEntities } from './records/model.entity.js';
import { RawDataService } from './records/raw-data.service.js';
import { RecordRemovalService } from './records/record-removal.service.js';
import { RemappedRecordsService } from './records/remapped-records.service.js';
import { sealedRecords } from './records/sealed-records.repository.js';
import { sourceRecordEntity } from './records/source-record.entity.js';
import { RemappingService } from './remapping.service.js';
import { ListReaderService } from './rounds/list-reader.service.js';
import { NamedRecordsService } from './rounds/named-records.service.js';
import { PageRoom } from './rounds/page-room.js';
import { PageWriteService } from './rounds/page-write.service.js';
import { RoundBoundsService } from './rounds/round-bounds.service.js';
import { RoundWriter } from './rounds/round-context.js';
import { RoundEndService } from './rounds/round-end.service.js';
import { datasetProblemEntity, datasetSeenEntity, datasetTodoEntity } from './rounds/round-parts.entity.js';
import { SingleRecordsService } from './rounds/single-records.service.js';
import { SweepService } from './rounds/sweep.service.js';

interface DatasetServices {
  readonly dataChanges: DataChangesService;
  readonly dataDeletion: DataDeletionService;
  readonly listReader: ListReaderService;
  readonly pageWrites: PageWriteService;
  readonly pullHistory: PullHistoryService;
  readonly pullRequests: PullRequestService;
  readonly pullTransactions: PullTransactionService;
  readonly pulls: PullService;
  readonly pullScheduler: PullSchedulerService;
  readonly rawData: RawDataService;
  readonly recordRemoval: RecordRemovalService;
  readonly remapping: RemappingService;
  readonly roundWriter: RoundWriter;
  readonly sweeps: SweepService;
}

interface DatasetLoaders {
  /** By the link's id. */
  readonly listStates: DataLoader<string, ListState[]>;
  readonly pull: DataLoader<string, Pull | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends DatasetServices {}
  interface Loaders extends DatasetLoaders {}
}

/** Bytes of pages that a process parses and writes at the same time. One page of 200 records has about 0.4 MB. */
const MAX_PAGE_BYTES = 1_500_000;
const LOOK_MS = 2_000;
const DELETIONS_MS = 5_000;
const HOUR_MS = 3_600_000;

const firstPullPolicy = (config: Config): FirstPullPolicy => ({
  intervalMinutes: config.pullInterval,
  begins: config.firstPull,
});

const pullSettings = (config: Config): PullSettings => ({
  intervalMinutes: config.pullInterval,
  pulls: config.pulls && config.tokenRefresh,
});

export const datasets: Slice<DatasetServices, DatasetLoaders> = {
  name: 'datasets',
  entities: [
    datasetEntity,
    datasetProblemEntity,
    datasetSeenEntity,
    datasetTodoEntity,
    pullEntity,
    pullPartEntity,
    sourceRecordEntity,
    ...modelEntities,
  ],
  sealedTables: [sealedRecords],
  jobs: [
    {
      start({ remapping }, { config, logger }) {
        if (!config.pulls) return () => undefined;
        const stop = every({
          work: () => remapping.mapAll(),
          firstMs: HOUR_MS / 60,
          everyMs: HOUR_MS,
          afterFailureMs: HOUR_MS / 12,
          onFailure: (error) => logger.fault('stored records could not be mapped anew', error),
        });
        return () => {
          remapping.stop();
          stop();
        };
      },
    },
    {
      start({ pullScheduler }, { config, logger }) {
        if (!pullSettings(config).pulls) return () => undefined;
        const stop = every({
          work: () => pullScheduler.startDue(),
          // Jitter, so that processes that start together do not query together.
          firstMs: Math.random() * LOOK_MS,
          everyMs: LOOK_MS,
          onFailure: (error) => logger.fault('due datasets could not be found', error),
        });
        return () => {
          pullScheduler.stopScheduling();
          stop();
        };
      },
      drain: ({ pullScheduler }) => pullScheduler.drain(),
    },
    {
      start: ({ recordRemoval, dataDeletion, workspaces }, { logger }) =>
        every({
          work: () =>
            workspaces.workOnAll({ name: 'deleting old data of companies', logger }, async (ids) => {
              await recordRemoval.deleteOrphans(ids);
              await dataDeletion.deleteOld(ids);
            }),
          firstMs: HOUR_MS / 30,
          everyMs: HOUR_MS,
          onFailure: (error) => logger.fault('old data of companies could not be deleted', error),
        }),
    },
    {
      start: ({ dataDeletion, workspaces }, { logger }) =>
        every({
          work: () => workspaces.workOnAll({ name: 'deleting data', logger }, (ids) => dataDeletion.deleteAsked(ids)),
          firstMs: Math.random() * DELETIONS_MS,
          everyMs: DELETIONS_MS,
          onFailure: (error) => logger.fault('data could not be deleted', error),
        }),
    },
  ],
  nodeTypes: { Pull: { scope: 'DATA_READ', find: ({ loaders }, id) => loaders.pull.load(id) } },
  resolvers: [
    {
      type: LinkDatasetsResolver,
      create: ({ pullHistory }, { config }) => new LinkDatasetsResolver(pullHistory, pullSettings(config)),
    },
    { type: DatasetStateResolver, create: ({ pullHistory }) => new DatasetStateResolver(pullHistory) },
    { type: PullResolver, create: () => new PullResolver() },
    {
      type: PullChangesResolver,
      create: ({ pullRequests, dataChanges }, { config }) =>
        new PullChangesResolver(pullRequests, dataChanges, pullSettings(config)),
    },
  ],
  services: {
    listReader: (_, { accessTokens, requestSending }) => new ListReaderService(accessTokens, requestSending),
    pageWrites: ({ database }, { roundWriter, rawData }) =>
      new PageWriteService(database, roundWriter, new NamedRecordsService(database, rawData), rawData),
    pulls: ({ database, logger }, { listReader: reader, pageWrites: pages, sweeps, roundWriter: writer }) => {
      const singles = new SingleRecordsService(database, reader, pages);
      const ends = new RoundEndService(database);
      const rounds = new RoundBoundsService(database, writer, ends);
      const [room, parsing] = [new PageRoom(MAX_PAGE_BYTES), new PageRoom(0)];
      return new PullService({
        ...{ database, logger, reader, room, parsing, pages, singles, sweeps, writer, rounds, ends },
      });
    },
    pullScheduler: ({ database, logger, config }, { pulls, listReader: reader, workspaces, databaseClock }) =>
      new PullSchedulerService({
        database,
        logger,
        pulls,
        reader,
        workspaces,
        now: databaseClock.now,
        firstPull: firstPullPolicy(config),
      }),
    rawData: ({ config, encryption }) => new RawDataService(config.rawData, encryption),
    recordRemoval: ({ database }) => new RecordRemovalService(database),
    remapping: ({ database, logger }, { roundWriter: writer, rawData, providers, workspaces }) =>
      new RemappingService({
        ...{ database, logger, writer, providers, workspaces },
        remappedRecords: new RemappedRecordsService(database, rawData),
      }),
    dataChanges: (_, { pullTransactions }) => new DataChangesService(pullTransactions),
    dataDeletion: ({ database, config }, { dataChanges, databaseClock }) =>
      new DataDeletionService(database, dataChanges, databaseClock.now, config.dataRetentionDays),
    pullRequests: (_, { pullTransactions }) => new PullRequestService(pullTransactions),
    pullTransactions: ({ database, config }, { apiKeys, providers }) =>
      new PullTransactionService({ database, apiKeys, providers, firstPull: firstPullPolicy(config) }),
    pullHistory: ({ database }) => new PullHistoryService(database),
    roundWriter: ({ database }, { databaseClock }) => new RoundWriter(database, databaseClock.now),
    sweeps: ({ database }, { roundWriter, pageWrites }) => new SweepService(database, roundWriter, pageWrites),
  },
  loaders: { listStates: listStatesLoader, pull: pullLoader },
};
