import type pg from 'pg';

/** Every stored moment that decides something, by table. */
const MOMENTS: Readonly<Record<string, readonly string[]>> = {
  platform_grant: [
    'access_obtained_at',
    'access_expires_at',
    'refresh_expires_at',
    'keep_alive_at',
    'notice_at',
    'lease_until',
    'next_try_at',
    'refused_at',
    'created_at',
    'ended_at',
  ],
  credential_set: ['saved_at', 'faulty_since', 'probe_at', 'judging_paused_until'],
  credential_secret: ['set_at', 'previous_until'],
  company_link: ['status_changed_at', 'linked_at', 'created_at'],
  link_attempt: ['expires_at', 'state_expires_at', 'state_used_at', 'created_at', 'ended_at'],
};

/** Lets time pass for the database: everything stored moves back, one UPDATE per table. */
export async function passTime(admin: pg.Pool, seconds: number): Promise<void> {
  for (const [table, columns] of Object.entries(MOMENTS)) {
    const moved = columns.map((column) => `${column} = ${column} - $1::float8 * interval '1 s'`);
    await admin.query(`UPDATE ledgerlink.${table} SET ${moved.join(', ')}`, [seconds]);
  }
}
