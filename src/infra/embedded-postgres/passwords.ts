import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeDurably } from '../process/durable-file.js';
import { EmbeddedPostgresError } from './error.js';
import { type ClusterPlace, holdsCluster } from './place.js';

const Passwords = z.object({ superuser: z.string(), owner: z.string(), app: z.string() });
/** The passwords of the three roles. */
export type Passwords = z.infer<typeof Passwords>;

/**
 * Reads the passwords in `<dataDir>/postgres.json`, or generates them. They are on disk before initdb uses them; the
 * other order could leave a cluster whose password is lost. The caller holds the start lock.
 * @throws EmbeddedPostgresError when the file is missing beside a cluster, or cannot be read.
 */
export async function readOrInventPasswords(place: ClusterPlace): Promise<Passwords> {
  const path = join(place.dataDir, 'postgres.json');
  const text = await readIfThere(path);
  if (text !== undefined) return parse(text, path);
  if (await holdsCluster(place.dataPath)) throw unusable(path, 'is missing');
  const passwords: Passwords = { superuser: invent(), owner: invent(), app: invent() };
  await writeDurably(path, `${JSON.stringify(passwords, null, 2)}\n`);
  return passwords;
}

/** 192 bits, in characters that need no escaping in a URL or an SQL literal. */
function invent(): string {
  return randomBytes(24).toString('base64url');
}

function parse(text: string, path: string): Passwords {
  try {
    return Passwords.parse(JSON.parse(text));
  } catch {
    throw unusable(path, 'cannot be read');
  }
}

function unusable(path: string, how: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'FAILED',
    `${path}, which holds the passwords of the database beside it, ${how}. Bring it back from a backup, or move the database away to begin with an empty one.`,
  );
}
