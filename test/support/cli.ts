import { run } from './server.js';

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field, and their shape is what is tested
type Json = any;

/** A command with `--json`: its exit code, stderr, and the one JSON object that stdout holds, if any. */
export async function cliJson(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; stderr: string; answer: Json }> {
  const { code, stdout, stderr } = await run(['cli.js', '--json', ...args], env);
  if (stdout !== '' && stdout.trim().split('\n').length !== 1)
    throw new Error(`not one JSON object on stdout:\n${stdout}`);
  return { code, stderr, answer: stdout === '' ? undefined : JSON.parse(stdout) };
}
