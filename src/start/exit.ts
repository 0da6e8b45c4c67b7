import { isApiError } from '../infra/errors/api-error.js';
import { type FailedCall, failureOf, isFileError } from '../infra/errors/failure.rules.js';
import { EXIT } from '../infra/process/shutdown.js';

/** Errors whose message is a sentence for the operator, with the exit code of each, by name, or by name and code. */
const CODES: Readonly<Record<string, number>> = {
  InvalidConfiguration: EXIT.config,
  WrongEncryptionKey: EXIT.config,
  DamagedInstallation: EXIT.config,
  MissingEncryptionKey: EXIT.config,
  UnsuitableDatabase: EXIT.config,
  EmbeddedPostgresError: EXIT.unavailable,
  'EmbeddedPostgresError UNSUPPORTED': EXIT.config,
  UsageError: EXIT.usage,
};

/** An error together with the call that failed, which its code alone does not say. */
class CallFailed extends Error {
  constructor(
    readonly call: FailedCall,
    override readonly cause: unknown,
  ) {
    super('a call failed');
  }
}

/** For the `catch` of such a call: @throws CallFailed, for `endingOf` to read. */
export const failed =
  (call: FailedCall) =>
  (error: unknown): never => {
    throw new CallFailed(call, error);
  };

const causeOf = (error: unknown): unknown => (error instanceof CallFailed ? error.cause : error);

/** What to say and how to end for an error that is no bug; undefined for a bug. */
export function endingOf(error: unknown): { status: number; sentence: string } | undefined {
  const cause = causeOf(error);
  const { name = '', code, message = '' } = cause as Partial<NodeJS.ErrnoException>;
  const status = CODES[`${name} ${code}`] ?? CODES[name] ?? (isApiError(cause) ? EXIT.usage : undefined);
  if (status !== undefined) return { status, sentence: message };
  const call = error instanceof CallFailed ? error.call : isFileError(cause) ? 'file' : 'database';
  const { kind, sentence } = failureOf(call, cause);
  if (sentence === undefined) return undefined;
  const lasts = kind === 'refused' || kind === 'unprepared';
  return { status: lasts ? EXIT.config : EXIT.unavailable, sentence };
}

/** One sentence on stderr and an exit code; for a bug, its name and where it happened, never what it quotes. */
export function exitWith(error: unknown): never {
  const ending = endingOf(error);
  if (ending !== undefined) {
    process.stderr.write(`${ending.sentence}\n`);
    process.exit(ending.status);
  }
  const { name, code, stack } = causeOf(error) as { name?: string; code?: string; stack?: string };
  const frames = (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8);
  process.stderr.write(`Ledgerlink could not go on: ${name ?? 'Error'} ${code ?? ''}\n${frames.join('\n')}\n`);
  process.exit(EXIT.failed);
}
