import { z } from 'zod';
import { BOOKS_SETTINGS } from './books-settings.js';

const seconds = (defaultValue: number) => z.number().min(0.1).max(1e9).default(defaultValue);

/** The settings that can be changed at run time. The defaults follow Sage's documentation. */
export const Settings = z.strictObject({
  accessTokenSeconds: seconds(300),
  accessTokenSecondsV30: seconds(3_600),
  /** v3.1 only. Refresh tokens of v3.0 do not expire. */
  refreshTokenSeconds: seconds(31 * 86_400),
  codeSeconds: seconds(60),
  /** How a used refresh token is treated. Sage does not document what it does. */
  rotationMode: z.enum(['strict', 'lenient', 'revoke-family']).default('strict'),
  lenientSeconds: seconds(30),
  consentMode: z.enum(['independent', 'one-grant-per-user', 'revoke-ends-consent']).default('independent'),
  mismatchWithoutState: z.boolean().default(false),
  resourceOwnerMissing: z.boolean().default(false),
  /** v3.1 only. Two pages of Sage's documentation disagree on whether the callback has `country`. */
  countryInCallback: z.boolean().default(true),
  /** Sage asks for consent only the first time. The default is off, so that each test run sees the same pages. */
  rememberConsent: z.boolean().default(false),
  ...BOOKS_SETTINGS,
});
export type Settings = z.infer<typeof Settings>;

export const SettingsChange = Settings.partial();
