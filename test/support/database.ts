import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  readonly name: string;
  readonly urls: { readonly superuser: string; readonly owner: string; readonly app: string };
  /** As the superuser, in this database: to look, to break things, to play the attacker with SQL access. */
  readonly admin: pg.Pool;
  drop(): Promise<void>;
}

const given = (name: string): string => {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run the tests with jest, whose global set-up starts PostgreSQL`);
  return value;
};

export const encryptionKeys = (): string => given('TEST_ENCRYPTION_KEYS');

const inDatabase = (url: string, name: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
};

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inDatabase(given('TEST_SUPERUSER_URL'), 'postgres') });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

// Copying files is fastest where nothing is written through to the disk. PostgreSQL 14 knows no other way.
const STRATEGY = process.env.LEDGERLINK_TEST_POSTGRES === '14' ? '' : 'STRATEGY file_copy';

/** A database of the test's own: a copy of the migrated template, or an empty one. */
export async function createDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = empty ? 'template0' : 'ledgerlink';
  // Two files may copy the template at once: PostgreSQL refuses while another connection stands in it, so try again.
  for (let attempt = 1; ; attempt++) {
    try {
      await asSuperuser(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ledgerlink_owner ${STRATEGY}`);
      break;
    } catch (error) {
      if ((error as { code?: string }).code !== '55006' || attempt === 50) throw error;
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
  const [superuser, owner, app] = ['TEST_SUPERUSER_URL', 'TEST_OWNER_URL', 'TEST_APP_URL'].map((url) =>
    inDatabase(given(url), name),
  );
  const admin = new pg.Pool({ connectionString: superuser, max: 3 });
  admin.on('error', () => undefined);
  return {
    name,
    urls: { superuser: superuser ?? '', owner: owner ?? '', app: app ?? '' },
    admin,
    drop: async () => {
      await admin.end();
      await asSuperuser(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
