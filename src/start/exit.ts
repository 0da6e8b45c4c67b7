import { classifyDatabaseError } from '../infra/database/database-errors.js';
import { isApiError } from '../infra/errors/api-error.js';
import { EXIT } from '../infra/process/shutdown.js';

/** Errors whose message is a sentence for the operator, with the exit code that goes with each. */
const CODES: Readonly<Record<string, number>> = {
  InvalidConfiguration: EXIT.config,
  WrongEncryptionKey: EXIT.config,
  MissingEncryptionKey: EXIT.config,
  UnsuitableDatabase: EXIT.config,
  UnusableDatabase: EXIT.unavailable,
  EmbeddedPostgresError: EXIT.unavailable,
  UsageError: EXIT.usage,
};

export const UNREACHABLE =
  'The database cannot be reached. Check DATABASE_URL and DATABASE_MIGRATION_URL, and that the server runs and lets this machine in.';

/** Sentences for what operators meet when a database or a port is not as configured. Source: PostgreSQL appendix A. */
const SENTENCES: Readonly<Record<string, [number, string]>> = {
  '28P01': [
    EXIT.config,
    'The database refuses the user or password of DATABASE_URL or DATABASE_MIGRATION_URL.',
  ],
  '28000': [EXIT.config, 'The database does not let the user of DATABASE_URL or DATABASE_MIGRATION_URL in.'],
  '3D000': [
    EXIT.config,
    'The database that DATABASE_URL or DATABASE_MIGRATION_URL names does not exist: create it, or correct the name.',
  ],
  '42501': [
    EXIT.config,
    'A role of DATABASE_MIGRATION_URL or DATABASE_URL lacks a privilege: `npm run cli -- doctor` names it and the command that grants it.',
  ],
  '42P01': [
    EXIT.config,
    'The database is not set up yet: run `npm run cli -- migrate`, or start Ledgerlink once.',
  ],
  EADDRINUSE: [EXIT.unavailable, 'Port %d is taken: stop what listens there, or set PORT.'],
  EACCES: [EXIT.config, 'A port or file may not be used by this user: choose another PORT or DATA_DIR.'],
};

/** What to say and how to end for an error that is no bug; undefined for a bug. */
export function endingOf(error: unknown): { status: number; sentence: string } | undefined {
  const {
    name = '',
    code = '',
    message = '',
    port = 0,
  } = error as Partial<NodeJS.ErrnoException & { port: number }>;
  const [status, sentence] = SENTENCES[code] ?? [CODES[name], message];
  if (status !== undefined) return { status, sentence: sentence.replace('%d', String(port)) };
  if (['unavailable', 'timeout'].includes(classifyDatabaseError(error)))
    return { status: EXIT.unavailable, sentence: UNREACHABLE };
  return isApiError(error) ? { status: EXIT.usage, sentence: message } : undefined;
}

/** One sentence on stderr and an exit code; for a bug, its name and where it happened, never what it quotes. */
export function exitWith(error: unknown): never {
  const ending = endingOf(error);
  if (ending !== undefined) {
    process.stderr.write(`${ending.sentence}\n`);
    process.exit(ending.status);
  }
  const { name, code, stack } = error as { name?: string; code?: string; stack?: string };
  const frames = (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  process.stderr.write(
    `Ledgerlink could not go on: ${name ?? 'Error'} ${code ?? ''}\n${frames.join('\n')}\n`,
  );
  process.exit(EXIT.failed);
}
