import { Anchor, Code, Title } from '@mantine/core';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import type { DataPlace } from '../companies/linked-company.tsx';
import { RecordDocument } from '../gql/graphql.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { isWrongInput } from '../ui/error-messages.ts';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { QueryState } from '../ui/query-state.tsx';
import type { ListDefinition } from './list-definition.tsx';
import { type FoundRecord, factsOf } from './record-facts.tsx';
import { RecordLines, Settlements } from './record-lines.tsx';
import { titleOf } from './record-title.ts';
import { RelatedLists } from './related-lists.tsx';

interface RecordViewProps {
  readonly id: string;
  readonly list: ListDefinition;
  readonly place: DataPlace;
}

/** One record of the books: what is known of it, its lines, and what the platform sent. */
export function RecordView({ id, list, place }: RecordViewProps) {
  const [result, refetch] = useQuery({ query: RecordDocument, variables: { id } });
  const search = useHistoryState<{ readonly list?: string } | null>()?.list ?? place.search;
  const isMissing = isWrongInput(result.error) || (result.data?.node === null && result.error === undefined);
  return (
    <section className="panel books" aria-labelledby="record">
      <Anchor component={Link} href={`${place.address}/books/${list.key}${search}`} className="back">
        Back to {list.label.toLowerCase()}
      </Anchor>
      {isMissing ? (
        <Title order={2} size="h4" id="record">
          There is no such record
        </Title>
      ) : (
        <QueryState what="the record" result={result} onRetry={() => refetch({ requestPolicy: 'network-only' })}>
          {({ node }) => node && <OneRecord record={node} place={place} />}
        </QueryState>
      )}
    </section>
  );
}

function OneRecord({ record, place }: { record: FoundRecord; place: DataPlace }) {
  const source = 'sourceId' in record ? record : undefined;
  const facts = factsOf(record, place).filter(([, shown]) => shown !== null && shown !== '' && shown !== undefined);
  const lines = 'lines' in record ? record.lines : [];
  const entries = 'allocations' in record ? record.allocations : [];
  const currency = 'currency' in record ? record.currency : null;
  return (
    <>
      <Title order={2} size="h4" id="record">
        <Name>{titleOf(record)}</Name>
      </Title>
      {source?.deletedAt && (
        <p className="warning">
          It was deleted at the platform (<Moment at={source.deletedAt} />
          ). This is what was known of it.
        </p>
      )}
      <dl className="details facts">
        {facts.map(([label, shown], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a contact has several addresses, in their order
          <div key={`${label} ${index}`}>
            <dt>{label}</dt>
            <dd>{shown}</dd>
          </div>
        ))}
      </dl>
      <RelatedLists record={record} place={place} />
      {lines.length > 0 && <RecordLines place={place} lines={lines} currency={currency} />}
      {entries.length > 0 && <Settlements place={place} entries={entries} currency={currency} />}
      {source && <Source source={source} />}
    </>
  );
}

type SourceRecord = Extract<FoundRecord, { sourceId: string }>;

/** Where the record came from, and the record as the platform sent it. */
function Source({ source }: { source: SourceRecord }) {
  const { sourceId, sourceCreatedAt, sourceUpdatedAt, readAt, raw } = source;
  const json = raw === null ? undefined : JSON.stringify(raw, null, 2);
  return (
    <>
      <p className="quiet">
        {sourceCreatedAt && (
          <>
            Created at the platform <Moment at={sourceCreatedAt} />.{' '}
          </>
        )}
        {sourceUpdatedAt && (
          <>
            Changed there <Moment at={sourceUpdatedAt} />.{' '}
          </>
        )}
        Read here with its last change <Moment at={readAt} />.
      </p>
      <details className="raw">
        <summary>As the platform sent it (JSON)</summary>
        <div className="copyable">
          <span>
            Id at the platform <Code>{sourceId}</Code>
          </span>
          {json && <CopyButton what="the JSON" text={json} />}
        </div>
        {json ? <Code block>{json}</Code> : <p>This installation does not keep it.</p>}
      </details>
    </>
  );
}
