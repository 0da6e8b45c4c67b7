import { Button, Code } from '@mantine/core';
import { useState } from 'react';
import type { CombinedError } from 'urql';
import { useLocation } from 'wouter';
import type { CompanyQuery } from '../gql/graphql.ts';
import { useViewer } from '../session/viewer.tsx';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryFailed } from '../ui/query-state.tsx';
import type { LinkDialogRequest } from './company.ts';
import { CompanyDialog } from './company-dialog.tsx';
import { BackToCompanies } from './company-not-shown.tsx';
import { CompanyTabs } from './company-tabs.tsx';
import { DeleteCompanyDialog } from './delete-company-dialog.tsx';
import { History } from './history.tsx';
import { LinkActions } from './link-actions.tsx';
import { LinkDialogs } from './link-dialogs.tsx';
import { LinkPanel } from './link-panel.tsx';
import { COMPANIES } from './use-companies-address.ts';

interface CompanyViewProps {
  readonly company: NonNullable<CompanyQuery['company']>;
  readonly error: CombinedError | undefined;
  readonly onReload: () => void;
}

/** One company: its links with their actions, and its history. */
export function CompanyView({ company, error, onReload }: CompanyViewProps) {
  const [, navigate] = useLocation();
  const [notice, setNotice] = useState<NoticeContent>();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const [dialogRequest, setDialogRequest] = useState<LinkDialogRequest>();
  const mayChange = useViewer().scopes.includes('COMPANIES_WRITE');
  const close = () => setOpen(undefined);

  function openLinkDialog(request: LinkDialogRequest) {
    setNotice(undefined);
    setDialogRequest(request);
  }
  function finish(result: NoticeContent) {
    close();
    setNotice(result);
    onReload();
  }
  return (
    <Page
      title={{ name: company.name }}
      eyebrow={<BackToCompanies />}
      aside={mayChange && <EditOrDelete name={company.name} onOpen={setOpen} />}
      lead={<CompanyFacts company={company} />}
    >
      <CompanyTabs company={company} current="Link" />
      {error && <QueryFailed error={error} onRetry={onReload} />}
      <Notice notice={notice} onClose={() => setNotice(undefined)} />
      <div className="links-of-company">
        {company.links.length === 0 && (
          <section className="panel" aria-label="Link">
            <p>This company is not linked yet.</p>
            {mayChange && <LinkActions company={company} link={undefined} onOpenDialog={openLinkDialog} />}
          </section>
        )}
        {company.links.map((link) => (
          <LinkPanel
            key={link.id}
            company={company}
            link={link}
            mayChange={mayChange}
            onOpenDialog={openLinkDialog}
            onNotice={finish}
          />
        ))}
      </div>
      <History company={company} />
      {open === 'edit' && <CompanyDialog company={company} onClose={close} onDone={finish} />}
      <DeleteCompanyDialog
        company={company}
        opened={open === 'delete'}
        onClose={close}
        onDeleted={() => navigate(COMPANIES)}
        onRefused={setNotice}
      />
      <LinkDialogs
        dialogRequest={dialogRequest}
        onClose={() => setDialogRequest(undefined)}
        onNotice={setNotice}
        onLinkChanged={onReload}
      />
    </Page>
  );
}

function CompanyFacts({ company }: Pick<CompanyViewProps, 'company'>) {
  return (
    <>
      {company.externalId && (
        <>
          External id{' '}
          <Code>
            <Name>{company.externalId}</Name>
          </Code>{' '}
          ·{' '}
        </>
      )}
      Created <Moment at={company.createdAt} />
    </>
  );
}

interface EditOrDeleteProps {
  readonly name: string;
  readonly onOpen: (dialog: 'edit' | 'delete') => void;
}

function EditOrDelete({ name, onOpen }: EditOrDeleteProps) {
  return (
    <div className="page-aside">
      <Button variant="default" onClick={() => onOpen('edit')}>
        Edit
        <span className="visually-hidden">
          {' '}
          <Name>{name}</Name>
        </span>
      </Button>
      <Button variant="default" onClick={() => onOpen('delete')}>
        Delete
        <span className="visually-hidden">
          {' '}
          <Name>{name}</Name>
        </span>
      </Button>
    </div>
  );
}
