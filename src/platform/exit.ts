import { EXIT } from './shutdown.js';

/** Errors whose message is a sentence for the operator, with the exit code that goes with each. */
const CODES: Readonly<Record<string, number>> = {
  InvalidConfiguration: EXIT.config,
  WrongEncryptionKey: EXIT.config,
  UnusableDatabase: EXIT.unavailable,
  EmbeddedPostgresError: EXIT.unavailable,
};

/** Sentences for what operators meet when a database or a port is not as configured. Source: PostgreSQL appendix A. */
const SENTENCES: Readonly<Record<string, [number, string]>> = {
  '28P01': [EXIT.config, 'The database refuses the user or password of DATABASE_URL.'],
  '28000': [EXIT.config, 'The database does not let the user of DATABASE_URL in.'],
  '3D000': [
    EXIT.config,
    'The database that DATABASE_URL names does not exist: create it, or correct the name.',
  ],
  '42501': [
    EXIT.config,
    'The role of DATABASE_MIGRATION_URL (or DATABASE_URL) may not create tables: let it own the database, or grant it CREATE.',
  ],
  EADDRINUSE: [EXIT.unavailable, 'The port is taken: stop what listens there, or set PORT.'],
  EACCES: [EXIT.config, 'A port or file may not be used by this user: choose another PORT or DATA_DIR.'],
};

/** One sentence on stderr and an exit code; for a bug, its name and where it happened, never what it quotes. */
export function exitWith(error: unknown): never {
  const { name, code, message, stack } = error as {
    name?: string;
    code?: string;
    message?: string;
    stack?: string;
  };
  const [status, sentence] = SENTENCES[code ?? ''] ?? [CODES[name ?? ''], message];
  if (status !== undefined) {
    process.stderr.write(`${sentence}\n`);
    process.exit(status);
  }
  const frames = (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  process.stderr.write(
    `Ledgerlink could not go on: ${name ?? 'Error'} ${code ?? ''}\n${frames.join('\n')}\n`,
  );
  process.exit(EXIT.failed);
}
