import { Anchor, Code, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link as RouteLink } from 'wouter';
import { eventsOfLink } from '../events/address.ts';
import type { CompanyQuery } from '../gql/graphql.ts';
import { KeyHealth } from '../integrations/key-health.tsx';
import { useScope } from '../session/viewer.tsx';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import type { NoticeContent } from '../ui/notice.tsx';
import { AccessEnd } from './access-end.tsx';
import { BusinessPicker } from './business-picker.tsx';
import type { LinkDialogRequest } from './company.ts';
import { LinkActions } from './link-actions.tsx';
import { LinkReason } from './link-reason.tsx';
import { LinkStatusTag } from './link-status.tsx';
import { TryRequest } from './try-request.tsx';

type FullLink = NonNullable<CompanyQuery['company']>['links'][number];

interface LinkPanelProps {
  readonly company: LinkDialogRequest['company'];
  readonly link: FullLink;
  readonly mayChange: boolean;
  readonly onOpenDialog: (dialogRequest: LinkDialogRequest) => void;
  readonly onNotice: (notice: NoticeContent) => void;
}

/** All details of one link, with its actions. */
export function LinkPanel({ company, link, mayChange, onOpenDialog, onNotice }: LinkPanelProps) {
  const heading = `link-${link.id}`;
  const mayTry = useScope('PLATFORM_READ');
  const mayReadEvents = useScope('EVENTS_READ');
  const awaitsChoice = link.availableBusinesses.nodes.length > 0;
  return (
    <section className="panel" aria-labelledby={heading}>
      <Title order={2} size="h4" id={heading}>
        {link.integration?.name ?? 'Accounting software'} <LinkStatusTag link={link} />
      </Title>
      <LinkReason link={link} isOnCompanyPage />
      {link.integration?.enabled === false && (
        <p className="warning">
          The integration is disabled. Until it is enabled, no company is linked and no access token is issued.
        </p>
      )}
      {link.credentialSet && <KeyHealth set={link.credentialSet} />}
      <LinkDetails link={link} />
      {mayChange && <LinkActions company={company} link={link} onOpenDialog={onOpenDialog} />}
      {/* After the buttons: one of them gets the focus when a dialog was closed and its own button is gone. */}
      {mayReadEvents && (
        <p className="links">
          <Anchor component={RouteLink} href={eventsOfLink(link)}>
            Events of this link
          </Anchor>
        </p>
      )}
      {mayTry && link.status === 'LINKED' && <TryRequest linkId={link.id} />}
      {awaitsChoice && mayChange && <BusinessPicker company={company} link={link} onNotice={onNotice} />}
    </section>
  );
}

const NONE = <span className="quiet">None yet</span>;

function LinkDetails({ link }: { link: FullLink }) {
  const { business, credentialSet, linkedAt, lastRefreshedAt, linkUrlExpiresAt } = link;
  return (
    <dl className="details">
      <Detail name="Business">
        {business ? <Name>{business.name}</Name> : NONE}
        {business && link.countryCode && `, ${nameOf(link.countryCode)}`}
      </Detail>
      <Detail name="Application">
        {credentialSet ? (
          <>
            API {credentialSet.apiVersion}, client ID{' '}
            <Code>
              <Name>{credentialSet.clientId}</Name>
            </Code>
            {credentialSet.status === 'SUPERSEDED' && ' (replaced for new links)'}
          </>
        ) : (
          NONE
        )}
      </Detail>
      <Detail name="In this state since">
        <Moment at={link.statusChangedAt} />
      </Detail>
      <Detail name="Link URL">
        {linkUrlExpiresAt ? (
          <>
            Can be used until <Moment at={linkUrlExpiresAt} />
          </>
        ) : (
          <span className="quiet">None open</span>
        )}
      </Detail>
      <Detail name="Last linked">{linkedAt ? <Moment at={linkedAt} /> : 'Never'}</Detail>
      <Detail name="Tokens last renewed">
        {lastRefreshedAt && <Moment at={lastRefreshedAt} />}
        {!lastRefreshedAt && (link.status === 'LINKED' ? 'Not yet' : <span className="quiet">No tokens</span>)}
      </Detail>
      <Detail name="Access ends unless renewed">
        <AccessEnd link={link} />
      </Detail>
    </dl>
  );
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const countries = new Intl.DisplayNames('en', { type: 'region' });
const nameOf = (countryCode: string): string => countries.of(countryCode) ?? countryCode;
