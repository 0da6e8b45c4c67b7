import { Link } from 'wouter';
import { addressOf, type Company } from './company.ts';

export type CompanyTab = 'Link' | 'Data' | 'Books';

const PATHS: Readonly<Record<CompanyTab, string>> = { Link: '', Data: '/data', Books: '/books/invoices' };

interface CompanyTabsProps {
  readonly company: Pick<Company, 'id'>;
  readonly current: CompanyTab;
  /** The parameters to keep, such as which link is shown. */
  readonly search?: string;
}

/** The pages of one company. */
export function CompanyTabs({ company, current, search = '' }: CompanyTabsProps) {
  return (
    <nav className="tabs" aria-label="Company">
      {(Object.keys(PATHS) as CompanyTab[]).map((tab) => (
        <Link
          key={tab}
          className="tab"
          href={addressOf(company) + PATHS[tab] + search}
          aria-current={tab === current ? 'page' : undefined}
        >
          {tab}
        </Link>
      ))}
    </nav>
  );
}
