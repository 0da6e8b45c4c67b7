import { expect, test } from '@jest/globals';
import { EmbeddedPostgresError } from '../../src/infra/embedded-postgres/embedded-postgres.js';
import { endingOf } from '../../src/start/exit.js';

test.each([
  ['UNSUPPORTED', 78],
  ['IN_USE', 69],
  ['FAILED', 69],
] as const)('an embedded database that is %s ends the start with exit code %d', (code, status) => {
  expect(endingOf(new EmbeddedPostgresError(code, 'Do this.'))).toEqual({ status, sentence: 'Do this.' });
});

test.each(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'])(
  '%s of an open file, which names no path, is not of the database',
  (code) => {
    const error = Object.assign(new Error(`${code}: c4nary, write`), { code, syscall: 'write' });
    expect(endingOf(error)).toEqual({ status: 69, sentence: expect.stringMatching(/DATA_DIR or SPOOL_DIR/) });
  },
);
