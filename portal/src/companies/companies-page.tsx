import './companies.css';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { CompaniesDocument } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { isWrongInput } from '../ui/error-messages.ts';
import { NoSuchListPage } from '../ui/no-such-list-page.tsx';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useAutoRefetch } from '../ui/use-auto-refetch.ts';
import type { LinkDialogRequest } from './company.ts';
import { CompanyDialog } from './company-dialog.tsx';
import { CompanyFilter } from './company-filter.tsx';
import { CompanyList } from './company-list.tsx';
import { LinkDialogs } from './link-dialogs.tsx';
import { ReturnUrlsDialog } from './return-urls-dialog.tsx';
import { COMPANIES, useCompaniesAddress } from './use-companies-address.ts';

export function CompaniesPage() {
  const address = useCompaniesAddress();
  const { filter, after } = address;
  const [result, refetch] = useQuery({
    query: CompaniesDocument,
    variables: {
      search: filter.search || null,
      linkStatus: filter.linkStatus ?? null,
      after,
      mayReadIntegrations: useScope('INTEGRATIONS_READ'),
    },
  });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  useAutoRefetch(reload, false);
  const [notice, setNotice] = useState<NoticeContent>();
  const [open, setOpen] = useState<'create' | 'return-urls'>();
  const [dialogRequest, setDialogRequest] = useState<LinkDialogRequest>();
  const mayChange = useScope('COMPANIES_WRITE');

  /** Clears the notice of the previous step, which the next step makes out of date. */
  function openLinkDialog(request: LinkDialogRequest) {
    setNotice(undefined);
    setDialogRequest(request);
  }
  function finish(result: NoticeContent) {
    setOpen(undefined);
    setNotice(result);
    reload();
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
      <Notice notice={notice} onClose={() => setNotice(undefined)} />
      <CompanyFilter filter={filter} onFilter={address.show} />
      {isWrongInput(result.error) ? (
        <NoSuchListPage whole={COMPANIES}>Show all companies</NoSuchListPage>
      ) : (
        <QueryState what="the companies" result={result} onRetry={reload}>
          {({ companies }) => (
            <CompanyList companies={companies} address={address} mayChange={mayChange} onOpenDialog={openLinkDialog} />
          )}
        </QueryState>
      )}
      {open === 'create' && (
        <CompanyDialog
          onClose={() => {
            setOpen(undefined);
            // The company may exist although its answer was lost, so read the list again.
            reload();
          }}
          onDone={finish}
        />
      )}
      {open === 'return-urls' && (
        <ReturnUrlsDialog mayChange={mayChange} onClose={() => setOpen(undefined)} onDone={finish} />
      )}
      <LinkDialogs
        dialogRequest={dialogRequest}
        onClose={() => setDialogRequest(undefined)}
        onNotice={setNotice}
        onLinkChanged={reload}
      />
    </Page>
  );
}
