import { Initial0000000000001 } from './0001-initial.js';

/** Listed, not globbed: the order is the list's, and the build and the sources cannot disagree. */
export const migrations = [Initial0000000000001];
