// The slice `datasets`: pulling the data of linked companies: which lists are due and which process has them. `rounds/` reads
// a list and writes what is new, `pulls/` is what users see of pulls and ask of them, `records/` holds what is stored of
// records. What a platform's lists and records are stands in `providers`, how requests are sent in `platform-requests`. This manifest lists what the slice adds to the
// program; nothing imports the slice through it.

import { every } from '../infra/process/every.js';
import type { Slice } from '../infra/slices/slice.js';
import { datasetEntity } from './dataset.entity.js';
import { PullService } from './pull.service.js';
import { PullSchedulerService } from './pull-scheduler.service.js';
import { pullEntity, pullPartEntity } from './pulls/pull.entity.js';
import { modelEntities } from './records/model.entity.js';
import { RawDataService } from './records/raw-data.service.js';
import { RecordRemovalService } from './records/record-removal.service.js';
import { sealedRecords } from './records/sealed-records.repository.js';
import { sourceRecordEntity } from './records/source-record.entity.js';
import { ListReaderService } from './rounds/list-reader.service.js';
import { NamedRecordsService } from './rounds/named-records.service.js';
import { PageWriteService } from './rounds/page-write.service.js';
import { RoundBoundsService } from './rounds/round-bounds.service.js';
import { RoundWriter } from './rounds/round-context.js';
import { datasetProblemEntity, datasetSeenEntity, datasetTodoEntity } from './rounds/round-parts.entity.js';
import { SingleRecordsService } from './rounds/single-records.service.js';
import { SweepService } from './rounds/sweep.service.js';

interface DatasetServices {
  readonly listReader: ListReaderService;
  readonly pageWrites: PageWriteService;
  readonly pulls: PullService;
  readonly pullScheduler: PullSchedulerService;
  readonly rawData: RawDataService;
  readonly recordRemoval: RecordRemovalService;
  readonly roundWriter: RoundWriter;
  readonly sweeps: SweepService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends DatasetServices {}
}

const LOOK_MS = 2_000;
const HOUR_MS = 3_600_000;

export const datasets: Slice<DatasetServices> = {
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
      start({ pullScheduler }, { config, logger }) {
        if (!config.pulls || !config.tokenRefresh) return () => undefined;
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
      start: ({ recordRemoval, workspaces }, { logger }) =>
        every({
          work: () =>
            workspaces.workOnAll({ name: 'deleting records of deleted companies', logger }, (ids) =>
              recordRemoval.deleteOrphans(ids),
            ),
          firstMs: HOUR_MS / 30,
          everyMs: HOUR_MS,
          onFailure: (error) => logger.fault('records of deleted companies could not be deleted', error),
        }),
    },
  ],
  services: {
    listReader: (_, { accessTokens, requestSending }) => new ListReaderService(accessTokens, requestSending),
    pageWrites: ({ database }, { roundWriter, rawData }) =>
      new PageWriteService(database, roundWriter, new NamedRecordsService(database, rawData), rawData),
    pulls: ({ database, logger }, { listReader: reader, pageWrites: pages, sweeps, roundWriter: writer }) => {
      const singles = new SingleRecordsService(database, reader, pages);
      const rounds = new RoundBoundsService(database, writer);
      return new PullService({ database, logger, reader, pages, singles, sweeps, writer, rounds });
    },
    pullScheduler: ({ database, logger, config }, { pulls, listReader: reader, workspaces, databaseClock }) =>
      new PullSchedulerService({
        database,
        logger,
        pulls,
        reader,
        workspaces,
        now: databaseClock.now,
        intervalMinutes: config.pullInterval,
      }),
    rawData: ({ config, encryption }) => new RawDataService(config.rawData, encryption),
    recordRemoval: ({ database }) => new RecordRemovalService(database),
    roundWriter: ({ database }, { databaseClock }) => new RoundWriter(database, databaseClock.now),
    sweeps: ({ database }, { roundWriter, pageWrites }) => new SweepService(database, roundWriter, pageWrites),
  },
  loaders: {},
};
