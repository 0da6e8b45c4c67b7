import { type Environment, InvalidConfiguration, loadConfig } from '../../src/infra/config/config.js';

/** What loadConfig has to say against an environment. */
export function problemsOf(environment: Environment): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.problems;
    throw error;
  }
  return [];
}
