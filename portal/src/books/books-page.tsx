import './books.css';
import { useParams } from 'wouter';
import { NotFoundPage } from '../app/not-found-page.tsx';
import { LinkedCompany } from '../companies/linked-company.tsx';
import { BooksNavigation } from './books-navigation.tsx';
import { ListView } from './list-view.tsx';
import { REPORTS } from './report-definition.ts';
import { ReportView } from './report-view.tsx';
import { LISTS } from './sections.ts';

/** One list or report of a company's books. */
export function BooksPage() {
  const { section = '' } = useParams<{ section: string }>();
  const list = LISTS.find(({ key }) => key === section);
  const report = REPORTS.find(({ key }) => key === section);
  const shown = list ?? report;
  if (shown === undefined) return <NotFoundPage />;
  return (
    <LinkedCompany tab="Books" part={shown.label}>
      {(place) => (
        <>
          <BooksNavigation place={place} current={section} />
          {list && <ListView list={list} place={place} />}
          {report && <ReportView report={report} place={place} />}
        </>
      )}
    </LinkedCompany>
  );
}
