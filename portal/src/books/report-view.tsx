import './reports.css';
import { Button, Title } from '@mantine/core';
import { useQuery } from 'urql';
import type { DataPlace } from '../companies/linked-company.tsx';
import { LastDocumentDocument, type StatementFragment } from '../gql/graphql.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorAlert } from '../ui/error-alert.tsx';
import { FilterForm } from '../ui/filter-form.tsx';
import { Day, Moment } from '../ui/moment.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { usePagedAddress } from '../ui/use-paged-address.ts';
import { csvLine } from './csv.ts';
import { FilterFields, filterIn } from './filter-fields.tsx';
import { MonthlyFigures } from './monthly-figures.tsx';
import { today } from './months.ts';
import { type ReportDefinition, reportIn } from './report-definition.ts';
import { saveCsv } from './save-csv.ts';
import { type Report, Statement } from './statement.tsx';

interface ReportViewProps {
  readonly report: ReportDefinition;
  readonly place: DataPlace;
}

/** One report of the books with its days, its chart and its export. */
export function ReportView({ report: definition, place }: ReportViewProps) {
  const address = usePagedAddress();
  const filter = filterIn(definition.fields, address.parameters);
  const end = useEndOfBooks(place.link.id);
  const days = definition.variables(filter, end ?? today());
  const isReversed = (days.from ?? '') > (days.to ?? days.at ?? '');
  const variables = { linkId: place.link.id, ...days };
  const [result, refetch] = useQuery({ query: definition.query, variables, pause: end === undefined || isReversed });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  const answer = result.data === undefined ? undefined : reportIn(result.data);
  const kept = Object.fromEntries(new URLSearchParams(place.search));
  return (
    <section className="panel books" aria-labelledby="report" aria-busy={result.fetching}>
      <div className="books-head">
        <Title order={2} size="h4" id="report">
          {definition.label}
        </Title>
        {answer?.__typename === 'Report' && <Export report={answer} fileName={`${definition.key}.csv`} />}
      </div>
      <FilterForm
        filter={days}
        onFilter={(values) => address.show({ ...kept, ...values })}
        reset="Latest year"
        canReset={Object.keys(filter).length > 0}
      >
        <FilterFields fields={definition.fields} filter={days} />
      </FilterForm>
      {isReversed ? (
        <p role="alert">The first day is after the last one.</p>
      ) : (
        <QueryState what="the report" result={result} onRetry={reload}>
          {() => <Answer answer={answer} definition={definition} place={place} onRetry={reload} />}
        </QueryState>
      )}
      {/* Only for days that the API has accepted: each month costs a request to the platform. */}
      {definition.hasChart && answer?.__typename === 'Report' && answer.to === days.to && (
        <MonthlyFigures linkId={place.link.id} to={answer.to} />
      )}
    </section>
  );
}

/**
 * The day at which reports end by default: today, or the end of the last year with documents. Undefined: it is being read.
 */
function useEndOfBooks(linkId: string): string | undefined {
  const [{ data, error }] = useQuery({
    query: LastDocumentDocument,
    variables: { linkId },
    requestPolicy: 'cache-first',
  });
  if (data === undefined) return error && today();
  const last = data.node && 'documents' in data.node ? data.node.documents.nodes[0]?.issueDate : undefined;
  const year = (last ?? today()).slice(0, 4);
  return year < today().slice(0, 4) ? `${year}-12-31` : today();
}

interface AnswerProps {
  readonly answer: StatementFragment | undefined;
  readonly definition: ReportDefinition;
  readonly place: DataPlace;
  readonly onRetry: () => void;
}

function Answer({ answer, definition, place, onRetry }: AnswerProps) {
  if (answer === undefined) return <EmptyState>The link is not there any more.</EmptyState>;
  if (answer.__typename !== 'Report')
    return (
      <ErrorAlert title="There is no such report now" onRetry={onRetry}>
        {answer.message}
      </ErrorAlert>
    );
  const { from, to, currency, basis, derivedFrom, readAt } = answer;
  return (
    <>
      <p>
        {from && (
          <>
            From <Day on={from} /> to{' '}
          </>
        )}
        {!from && 'At '}
        <Day on={to} />, in {currency}.
      </p>
      <Statement report={answer} place={place} title={definition.label} />
      <p className="quiet">
        {basis} {derivedFrom} Read at the platform <Moment at={readAt} />.
      </p>
    </>
  );
}

function Export({ report, fileName }: { report: Report; fileName: string }) {
  return (
    <Button variant="default" size="xs" onClick={() => saveCsv(fileName, HEADER, linesOf(report))}>
      Export CSV
    </Button>
  );
}

const HEADER = ['Section', 'Code', 'Account', 'Amount', 'Debit', 'Credit', 'Currency'];

const linesOf = ({ kind, sections, currency }: Report): string[] =>
  sections.flatMap(({ name, total, rows }) => [
    ...rows.map((row) =>
      csvLine([name, row.code ?? '', row.name, row.amount, row.debit ?? '', row.credit ?? '', currency]),
    ),
    csvLine([name, '', 'Total', total, ...(kind === 'TRIAL_BALANCE' ? [total, total] : ['', '']), currency]),
  ]);
