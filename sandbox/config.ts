import { z } from 'zod';

/** All that is wrong at once, by the variables' names and never with their values. */
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

/** Empty variables count as absent. Throws InvalidConfiguration. */
export function loadSandboxConfig(env: Readonly<Record<string, string | undefined>> = process.env) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { success, data, error } = Variables.safeParse(given);
  if (success) {
    const { SANDBOX_PORT: port, SANDBOX_HOST: host, SANDBOX_STATE: stateFile } = data;
    return { port, host, stateFile, controlKey: data.SANDBOX_CONTROL_KEY };
  }
  const lines = error.issues.map(({ path, message }) => `  - ${path.join('.')} ${message}`);
  throw new InvalidConfiguration(`The sandbox cannot be started like this:\n${lines.join('\n')}`);
}
