// The slice `reports`: trial balance, profit and loss account and balance sheet of a linked company. They are made when
// they are asked for, and not stored. How a platform states its trial balance stands in `providers`. This manifest lists
// what the slice adds to the program; nothing imports the slice through it.

import type { Slice } from '../infra/slices/slice.js';

export const reports: Slice = { name: 'reports', services: {}, loaders: {} };
