import { z } from 'zod';

const seconds = (standard: number) => z.number().min(0.1).max(1e9).default(standard);

/** What can be switched while it runs. The defaults are what Sage documents. */
export const Settings = z.strictObject({
  accessTokenSeconds: seconds(300),
  accessTokenSecondsV30: seconds(3_600),
  /** v3.1 only: v3.0's do not expire. */
  refreshTokenSeconds: seconds(31 * 86_400),
  codeSeconds: seconds(60),
  /** What a refresh token that has been used already is answered with: nobody knows what Sage does. */
  rotationMode: z.enum(['strict', 'lenient', 'revoke-family']).default('strict'),
  lenientSeconds: seconds(30),
  consentMode: z.enum(['independent', 'one-grant-per-user', 'revoke-ends-consent']).default('independent'),
  mismatchWithoutState: z.boolean().default(false),
  resourceOwnerMissing: z.boolean().default(false),
  /** v3.1 only: two of Sage's pages disagree whether the callback has `country`. */
  countryInCallback: z.boolean().default(true),
  /** Sage asks for consent the first time only. Off, so that each run of a test sees the same pages. */
  rememberConsent: z.boolean().default(false),
});
export type Settings = z.infer<typeof Settings>;

export const SettingsChange = Settings.partial();
