import type { IntegrationStatus, KeyCheckResult, SaveCredentialsMutation } from '../gql/graphql.ts';
import type { NoticeContent } from '../ui/notice.tsx';
import type { Tone } from '../ui/tag.tsx';

/** The text and colour of each integration status. */
export const STATUS: Readonly<Record<IntegrationStatus, { label: string; tone: Tone; description: string }>> = {
  NOT_CONFIGURED: { label: 'Not set up', tone: 'plain', description: 'No keys are saved.' },
  DISABLED: {
    label: 'Disabled',
    tone: 'attention',
    description: 'Keys are saved; companies cannot be linked.',
  },
  ENABLED: { label: 'Enabled', tone: 'good', description: 'Companies can be linked.' },
};

/**
 * Replaces the API's instructions, which name mutations, by instructions for the portal. Other steps keep the API's
 * text.
 */
export const STEPS: Readonly<Record<string, string>> = {
  'add-keys': 'Choose below which credentials you have, enter them and save. Keys must not contain spaces.',
  enable: 'Turn the integration on, here or in the list. From then on companies can be linked.',
};

export const conflictNotice = (name: string): NoticeContent => ({
  kind: 'conflict',
  title: `${name} was changed by another person or program`,
  text: 'Your change was not saved. The page now shows the current settings. Check them and try again.',
});

/** What the platform says of saved keys. A refusal is among the warnings. */
const KEY_CHECKS: Readonly<Partial<Record<KeyCheckResult, string>>> = {
  ACCEPTED: 'The platform accepts them.',
  UNKNOWN: 'The platform did not say whether it accepts them. Save them again to check again.',
};

type Saved = Extract<SaveCredentialsMutation['saveCredentials'], { __typename: 'SaveCredentialsSuccess' }>;

/** The notice after saving. Keys that the platform refuses are saved all the same. */
export function savedNotice({ changed, warnings, keyCheck }: Saved): NoticeContent {
  const title = changed ? 'The keys were saved' : 'These keys were already saved';
  const text = keyCheck === null ? undefined : KEY_CHECKS[keyCheck];
  const kind = keyCheck === 'REFUSED' ? 'conflict' : 'success';
  return { kind, title, details: warnings, ...(text === undefined ? {} : { text }) };
}
