import { registerEnumType } from 'type-graphql';

export enum LinkStatus {
  PENDING = 'PENDING',
  LINKED = 'LINKED',
  UNLINKED = 'UNLINKED',
  DEAUTHORIZED = 'DEAUTHORIZED',
}
registerEnumType(LinkStatus, {
  name: 'LinkStatus',
  description: 'The status of a link.',
  valuesConfig: {
    PENDING: { description: 'The customer has not finished yet.' },
    LINKED: { description: 'Access tokens can be issued while the integration is enabled.' },
    UNLINKED: { description: 'Unlinked by this workspace. linkCompany links it again.' },
    DEAUTHORIZED: { description: 'Access was lost at the platform. linkCompany links it again.' },
  },
});
