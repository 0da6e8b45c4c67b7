import { z } from 'zod';

/** Lists every invalid variable by name. The message never contains a value. */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
}

const PORT = 'must be a whole number from 0 to 65535';
const Variables = z.object({
  SANDBOX_PORT: z
    .string()
    .regex(/^\d{1,5}$/, PORT)
    .transform(Number)
    .pipe(z.number().max(65_535, PORT))
    .default(4010),
  SANDBOX_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be one host name or address')
    .default('127.0.0.1'),
  SANDBOX_STATE: z.string().optional(),
  SANDBOX_CONTROL_KEY: z.string().min(16, 'must have at least 16 characters').optional(),
});

/**
 * Reads the sandbox's environment variables. Empty variables count as absent.
 * @throws InvalidConfiguration
 */
export function loadSandboxConfig(env: Readonly<Record<string, string | undefined>> = process.env) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { success, data, error } = Variables.safeParse(given);
  if (success) {
    const { SANDBOX_PORT: port, SANDBOX_HOST: host, SANDBOX_STATE: stateFile } = data;
    return { port, host, stateFile, controlKey: data.SANDBOX_CONTROL_KEY };
  }
  const lines = error.issues.map(({ path, message }) => `  - ${path.join('.')} ${message}`);
  throw new InvalidConfiguration(`The sandbox cannot start. Correct these variables:\n${lines.join('\n')}`);
}
