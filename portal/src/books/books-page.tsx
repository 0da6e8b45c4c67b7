import './books.css';
import { useParams } from 'wouter';
import { NotFoundPage } from '../app/not-found-page.tsx';
import { LinkedCompany } from '../companies/linked-company.tsx';
import { BooksNavigation } from './books-navigation.tsx';
import { ListView } from './list-view.tsx';
import { LISTS } from './sections.ts';

/** One list of a company's books. */
export function BooksPage() {
  const { section = '' } = useParams<{ section: string }>();
  const list = LISTS.find(({ key }) => key === section);
  if (list === undefined) return <NotFoundPage />;
  return (
    <LinkedCompany tab="Books" part={list.label}>
      {(place) => (
        <>
          <BooksNavigation place={place} current={section} />
          <ListView list={list} place={place} />
        </>
      )}
    </LinkedCompany>
  );
}
