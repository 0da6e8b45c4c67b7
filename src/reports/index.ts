// The slice `reports`: trial balance, profit and loss account and balance sheet of a linked company. They are made when
// they are asked for, and not stored. How a platform states its trial balance stands in `providers`. This manifest lists
// what the slice adds to the program; nothing imports the slice through it.

import type { Slice } from '../infra/slices/slice.js';
import { ReportKindResolver, ReportResolver } from './report.resolver.js';
import { ReportService } from './report.service.js';
import { ReportSourceService } from './report-source.service.js';

interface ReportServices {
  readonly reports: ReportService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends ReportServices {}
}

export const reports: Slice<ReportServices> = {
  name: 'reports',
  resolvers: [
    { type: ReportResolver, create: ({ reports }) => new ReportResolver(reports) },
    { type: ReportKindResolver, create: () => new ReportKindResolver() },
  ],
  services: {
    reports: ({ database }, { accessTokens, requestSending, records, databaseClock }) =>
      new ReportService(accessTokens, new ReportSourceService(database, requestSending, records), databaseClock.now),
  },
  loaders: {},
};
