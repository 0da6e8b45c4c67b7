/** Runs in a process of its own, which tests kill: starts the embedded database and reports over IPC. */
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/infra/embedded-postgres/embedded-postgres.js';
import type { ChildOrder, ChildReport } from './embedded-postgres-project.js';

const order: ChildOrder = JSON.parse(process.argv[2] ?? '{}');

function report(message: ChildReport): void {
  process.send?.(message);
}

function becomeOrdinary(uid: number): void {
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}

function serve(database: EmbeddedPostgres): void {
  const { port, dataPath, adopted, urls } = database;
  report({ kind: 'started', port, dataPath, adopted, urls });
  process.on('message', async () => {
    await database.stop();
    await database.stop();
    report({ kind: 'stopped' });
  });
  if (order.leave) process.disconnect();
}

process.on('SIGINT', () => report({ kind: 'interrupted' })); // the server's end is for the test to order

// Not the process's own exec with a uid: the Node binary may lie where only its owner may go.
if (order.uid !== undefined) becomeOrdinary(order.uid);
startEmbeddedPostgres(order).then(serve, (error) => {
  report({ kind: 'failed', name: error.name, code: error.code, message: error.message });
  process.disconnect();
});
