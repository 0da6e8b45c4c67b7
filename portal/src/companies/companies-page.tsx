import './companies.css';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { CompaniesDocument } from '../gql/graphql.ts';
import { NeedsScope, useViewer } from '../session/viewer.tsx';
import { Notice, type Said } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { CompanyDialog } from './company-dialog.tsx';
import { CompanyFilter } from './company-filter.tsx';
import { CompanyList } from './company-list.tsx';
import type { AboutLink } from './company-words.ts';
import { LinkDialogs } from './link-dialogs.tsx';
import { ReturnUrlsDialog } from './return-urls-dialog.tsx';
import { useCompaniesAddress } from './use-companies-address.ts';
import { useFreshness } from './use-freshness.ts';

export function CompaniesPage() {
  return (
    <NeedsScope scope="INTEGRATIONS_READ">
      <Companies />
    </NeedsScope>
  );
}

function Companies() {
  const address = useCompaniesAddress();
  const { filter, after } = address;
  const [result, ask] = useQuery({
    query: CompaniesDocument,
    variables: { search: filter.search || null, linkStatus: filter.linkStatus ?? null, after },
  });
  const again = () => ask({ requestPolicy: 'network-only' });
  useFreshness(again, false);
  const [said, setSaid] = useState<Said>();
  const [open, setOpen] = useState<'create' | 'return-urls'>();
  const [about, setAbout] = useState<AboutLink>();
  const mayChange = useViewer().scopes.includes('COMPANIES_WRITE');

  /** What was said of the step before is not true for long once the next is taken. */
  function askAbout(what: AboutLink) {
    setSaid(undefined);
    setAbout(what);
  }
  function done(what: Said) {
    setOpen(undefined);
    setSaid(what);
    again();
  }
  return (
    <Page
      title="Companies"
      lead="Your customers, and whether you have access to the data of their accounting software."
      aside={
        <div className="page-aside">
          <Button variant="default" onClick={() => setOpen('return-urls')}>
            Return URLs
          </Button>
          {mayChange && <Button onClick={() => setOpen('create')}>Create a company</Button>}
        </div>
      }
    >
      <Notice said={said} onClose={() => setSaid(undefined)} />
      <CompanyFilter filter={filter} onFilter={address.show} />
      <QueryState what="the companies" result={result} onRetry={again}>
        {({ companies }) => (
          <CompanyList companies={companies} address={address} mayChange={mayChange} onAsk={askAbout} />
        )}
      </QueryState>
      {open === 'create' && (
        <CompanyDialog
          onClose={() => {
            setOpen(undefined);
            // An answer may have been lost, and the company be there.
            again();
          }}
          onDone={done}
        />
      )}
      {open === 'return-urls' && (
        <ReturnUrlsDialog mayChange={mayChange} onClose={() => setOpen(undefined)} onDone={done} />
      )}
      <LinkDialogs about={about} onClose={() => setAbout(undefined)} onSaid={setSaid} onMoved={again} />
    </Page>
  );
}
