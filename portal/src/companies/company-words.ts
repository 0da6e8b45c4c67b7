import type { CompanyWithLinksFragment } from '../gql/graphql.ts';
import type { Link } from './link-words.ts';

export type Company = CompanyWithLinksFragment;

/** A company's page. */
export const addressOf = ({ id }: Pick<Company, 'id'>): string => `/companies/${id}`;

/** What a dialog about a link is opened for; `link` undefined: the company was never linked. */
export interface AboutLink {
  readonly kind: 'link' | 'unlink';
  readonly company: Pick<Company, 'id' | 'name'>;
  readonly link: Link | undefined;
}
