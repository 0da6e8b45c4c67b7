import './data.css';
import { LinkedCompany } from '../companies/linked-company.tsx';
import { DatasetsView } from './datasets-view.tsx';

/** What was pulled for a company, and when it is pulled again. */
export function DataPage() {
  return <LinkedCompany tab="Data">{(place) => <DatasetsView key={place.link.id} place={place} />}</LinkedCompany>;
}
