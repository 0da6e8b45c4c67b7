import { Anchor, Code } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link as RouteLink } from 'wouter';
import { Name } from '../ui/name.tsx';
import { AccessEnd } from './access-end.tsx';
import { addressOf, type Company, type LinkDialogRequest } from './company.ts';
import { LinkActions } from './link-actions.tsx';
import type { Link } from './link-labels.ts';
import { LinkReason } from './link-reason.tsx';
import { LinkStatusTag } from './link-status.tsx';

interface CompanyTableProps {
  readonly companies: readonly Company[];
  readonly mayChange: boolean;
  readonly onOpenDialog: (dialogRequest: LinkDialogRequest) => void;
}

/** One row per link, and one for a company without links. On a narrow screen each row becomes a card. */
export function CompanyTable({ companies, mayChange, onOpenDialog }: CompanyTableProps) {
  return (
    <div className="panel">
      <table className="rows companies">
        <caption className="visually-hidden">Companies of this workspace, by name</caption>
        <thead>
          <tr>
            <th scope="col">Company</th>
            <th scope="col">Link</th>
            <th scope="col">Business</th>
            <th scope="col">Access ends unless renewed</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {companies.flatMap((company) =>
            (company.links.length === 0 ? [undefined] : company.links).map((link, index) => (
              // The first row is keyed by the company, so it is kept when the company gets its first link.
              <CompanyRow key={index === 0 ? company.id : link?.id} company={company} link={link}>
                {mayChange && <LinkActions company={company} link={link} onOpenDialog={onOpenDialog} />}
              </CompanyRow>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

interface CompanyRowProps {
  readonly company: Company;
  readonly link: Link | undefined;
  readonly children: ReactNode;
}

function CompanyRow({ company, link, children }: CompanyRowProps) {
  return (
    <tr>
      <th scope="row">
        <Anchor component={RouteLink} href={addressOf(company)}>
          <Name>{company.name}</Name>
        </Anchor>
        {company.externalId && (
          <div>
            <Code>
              <Name>{company.externalId}</Name>
            </Code>
          </div>
        )}
      </th>
      <td className="link-cell">
        <LinkStatusTag link={link} />
        {company.links.length > 1 && <span> {link?.integration?.name}</span>}
        {link && <LinkReason link={link} />}
        {link?.status === 'LINKED' && link.integration?.enabled === false && (
          <p className="warning">The integration is disabled: no access token is issued.</p>
        )}
      </td>
      <td data-label={link && 'Business'}>
        {link && (link.business ? <Name>{link.business.name}</Name> : 'None yet')}
      </td>
      <td data-label={link && 'Access ends unless renewed'}>{link && <AccessEnd link={link} />}</td>
      <td>{children}</td>
    </tr>
  );
}
