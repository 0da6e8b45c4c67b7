import { registerEnumType } from 'type-graphql';

export enum LinkStatus {
  PENDING = 'PENDING',
  LINKED = 'LINKED',
  UNLINKED = 'UNLINKED',
  DEAUTHORIZED = 'DEAUTHORIZED',
}
registerEnumType(LinkStatus, {
  name: 'LinkStatus',
  description: 'Where a link stands.',
  valuesConfig: {
    PENDING: { description: 'The customer has not finished yet.' },
    LINKED: { description: 'Access tokens can be had at any moment.' },
    UNLINKED: { description: 'Cut by this workspace; linkCompany links it again.' },
    DEAUTHORIZED: { description: 'Access was lost at the platform; linkCompany links it again.' },
  },
});
