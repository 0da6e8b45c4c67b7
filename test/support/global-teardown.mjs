export default async function tearDown() {
  await globalThis.stopTestCluster?.();
  await globalThis.endTestRun?.();
}
