import { Link } from 'wouter';
import type { DataPlace } from '../companies/linked-company.tsx';
import { sectionAddress } from './address.ts';
import { REPORTS } from './report-definition.ts';
import { LISTS } from './sections.ts';

/** The parts of a company's books. */
export function BooksNavigation({ place, current }: { place: DataPlace; current: string }) {
  return (
    <nav className="books-navigation" aria-label="Books">
      {[...LISTS, ...REPORTS].map(({ key, label }) => (
        <Link
          key={key}
          className="nav-link"
          href={sectionAddress(place, key)}
          aria-current={key === current ? 'page' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
