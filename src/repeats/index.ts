// The slice `repeats`: mutations with an idempotency key, whose first answer is kept for a day. How a request with a key
// runs stands in `api`; writes to platforms have a ledger of their own, in `platform-requests`. This manifest lists what
// the slice adds to the program; nothing imports the slice through it.

import { every } from '../infra/process/every.js';
import type { Slice } from '../infra/slices/slice.js';
import { keptAnswerEntity } from './kept-answer.entity.js';
import { sealedAnswers } from './kept-answer.repository.js';
import { RepeatService } from './repeat.service.js';

interface RepeatServices {
  readonly repeats: RepeatService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends RepeatServices {}
}

const HOUR_MS = 3_600_000;

export const repeats: Slice<RepeatServices> = {
  name: 'repeats',
  entities: [keptAnswerEntity],
  sealedTables: [sealedAnswers],
  jobs: [
    {
      start: ({ repeats, workspaces }, { logger }) =>
        every({
          work: () => workspaces.workOnAll({ name: 'deleting old answers', logger }, (ids) => repeats.deleteOld(ids)),
          firstMs: HOUR_MS / 60,
          everyMs: HOUR_MS,
          onFailure: (error) => logger.fault('old answers could not be deleted', error),
        }),
    },
  ],
  services: {
    repeats: ({ database, encryption }) => new RepeatService(database, encryption),
  },
  loaders: {},
};
