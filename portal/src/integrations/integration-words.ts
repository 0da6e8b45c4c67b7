import type { IntegrationStatus } from '../gql/graphql.ts';
import type { Said } from '../ui/notice.tsx';
import type { Tone } from '../ui/tag.tsx';

/** How the portal says what the API says in codes. */
export const STATUS: Readonly<Record<IntegrationStatus, { label: string; tone: Tone; about: string }>> = {
  NOT_CONFIGURED: { label: 'Not set up', tone: 'plain', about: 'No keys are saved.' },
  DISABLED: { label: 'Disabled', tone: 'attention', about: 'Keys are saved; companies cannot be linked.' },
  ENABLED: { label: 'Enabled', tone: 'good', about: 'Companies can be linked.' },
};

/** The API tells programs what to call; a person has buttons for it. Other steps keep the API's own words. */
export const STEPS: Readonly<Record<string, string>> = {
  'add-keys': 'Choose below which credentials you have, enter them and save. Keys must not contain spaces.',
  enable: 'Turn the integration on, here or in the list. From then on companies can be linked.',
};

export const saidConflict = (name: string): Said => ({
  kind: 'moved',
  title: `${name} was changed by somebody else`,
  text: 'Nothing of yours was saved. The page now shows how it is; look it over and try again.',
});
