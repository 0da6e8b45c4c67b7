import './books.css';
import { useParams } from 'wouter';
import { NotFoundPage } from '../app/not-found-page.tsx';
import { LinkedCompany } from '../companies/linked-company.tsx';
import { BooksNavigation } from './books-navigation.tsx';
import { RecordView } from './record-view.tsx';
import { LISTS } from './sections.ts';

/** One record of a company's books. */
export function RecordPage() {
  const { section = '', recordId = '' } = useParams<{ section: string; recordId: string }>();
  const list = LISTS.find(({ key }) => key === section);
  if (list === undefined) return <NotFoundPage />;
  return (
    <LinkedCompany tab="Books" part={`One of the ${list.label.toLowerCase()}`}>
      {(place) => (
        <>
          <BooksNavigation place={place} current={section} />
          <RecordView id={recordId} list={list} place={place} />
        </>
      )}
    </LinkedCompany>
  );
}
