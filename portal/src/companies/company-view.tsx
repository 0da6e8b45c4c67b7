import { Button, Code } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { CombinedError } from 'urql';
import { useLocation } from 'wouter';
import type { CompanyQuery } from '../gql/graphql.ts';
import { useViewer } from '../session/viewer.tsx';
import { Moment } from '../ui/moment.tsx';
import { Notice, type Said } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryFailed } from '../ui/query-state.tsx';
import { CompanyDialog } from './company-dialog.tsx';
import type { AboutLink } from './company-words.ts';
import { DeleteCompanyDialog } from './delete-company-dialog.tsx';
import { History } from './history.tsx';
import { LinkActions } from './link-actions.tsx';
import { LinkDialogs } from './link-dialogs.tsx';
import { LinkPanel } from './link-panel.tsx';
import { COMPANIES } from './use-companies-address.ts';

interface CompanyViewProps {
  readonly company: NonNullable<CompanyQuery['company']>;
  readonly error: CombinedError | undefined;
  readonly back: ReactNode;
  readonly onAgain: () => void;
}

/** One company: its links, what can be done with them, and what has happened. */
export function CompanyView({ company, error, back, onAgain }: CompanyViewProps) {
  const [, navigate] = useLocation();
  const [said, setSaid] = useState<Said>();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const [about, setAbout] = useState<AboutLink>();
  const mayChange = useViewer().scopes.includes('COMPANIES_WRITE');
  const close = () => setOpen(undefined);

  function askAbout(what: AboutLink) {
    setSaid(undefined);
    setAbout(what);
  }
  function done(what: Said) {
    close();
    setSaid(what);
    onAgain();
  }
  return (
    <Page
      title={company.name}
      eyebrow={back}
      aside={mayChange && <EditOrDelete name={company.name} onOpen={setOpen} />}
      lead={<About company={company} />}
    >
      {error && <QueryFailed error={error} onRetry={onAgain} />}
      <Notice said={said} onClose={() => setSaid(undefined)} />
      <div className="links-of-company">
        {company.links.length === 0 && (
          <section className="panel" aria-label="Link">
            <p>This company is not linked yet.</p>
            {mayChange && <LinkActions company={company} link={undefined} onAsk={askAbout} />}
          </section>
        )}
        {company.links.map((link) => (
          <LinkPanel
            key={link.id}
            company={company}
            link={link}
            mayChange={mayChange}
            onAsk={askAbout}
            onSaid={done}
          />
        ))}
      </div>
      <History company={company} />
      {open === 'edit' && <CompanyDialog company={company} onClose={close} onDone={done} />}
      <DeleteCompanyDialog
        company={company}
        opened={open === 'delete'}
        onClose={close}
        onDeleted={() => navigate(COMPANIES)}
        onRefused={setSaid}
      />
      <LinkDialogs about={about} onClose={() => setAbout(undefined)} onSaid={setSaid} onMoved={onAgain} />
    </Page>
  );
}

function About({ company }: Pick<CompanyViewProps, 'company'>) {
  return (
    <>
      {company.externalId && (
        <>
          External id <Code>{company.externalId}</Code> ·{' '}
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
        Edit<span className="visually-hidden"> {name}</span>
      </Button>
      <Button variant="default" onClick={() => onOpen('delete')}>
        Delete<span className="visually-hidden"> {name}</span>
      </Button>
    </div>
  );
}
