import { describedEnum } from '../infra/graphql/described-enum.js';

export const LinkStatus = describedEnum('LinkStatus', 'The status of a link.', {
  PENDING: 'The customer has not finished yet.',
  LINKED: 'Access tokens can be issued while the integration is enabled.',
  UNLINKED: 'Unlinked by this workspace. linkCompany links it again.',
  DEAUTHORIZED: 'Access was lost at the platform. linkCompany links it again.',
});
export type LinkStatus = keyof typeof LinkStatus;
