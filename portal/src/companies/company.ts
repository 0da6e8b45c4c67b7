import type { CompanyWithLinksFragment } from '../gql/graphql.ts';
import type { Link } from './link-labels.ts';

export type Company = CompanyWithLinksFragment;

/** The address of a company's page. */
export const addressOf = ({ id }: Pick<Company, 'id'>): string => `/companies/${id}`;

/** Which link dialog is open and for which company. `link` is undefined for a company that was never linked. */
export interface LinkDialogRequest {
  readonly kind: 'link' | 'unlink';
  readonly company: Pick<Company, 'id' | 'name'>;
  readonly link: Link | undefined;
}
