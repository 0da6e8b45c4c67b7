import { Anchor, Code } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link as RouteLink } from 'wouter';
import { AccessEnd } from './access-end.tsx';
import { type AboutLink, addressOf, type Company } from './company-words.ts';
import { LinkActions } from './link-actions.tsx';
import { LinkReason } from './link-reason.tsx';
import { LinkStatusTag } from './link-status.tsx';
import type { Link } from './link-words.ts';

interface CompanyTableProps {
  readonly companies: readonly Company[];
  readonly mayChange: boolean;
  readonly onAsk: (about: AboutLink) => void;
}

/** A row per link; a company without any has one too. On a narrow screen each row becomes a card. */
export function CompanyTable({ companies, mayChange, onAsk }: CompanyTableProps) {
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
            (company.links.length === 0 ? [undefined] : company.links).map((link, at) => (
              // The row stays the same one when the company gets its first link.
              <CompanyRow key={at === 0 ? company.id : link?.id} company={company} link={link}>
                {mayChange && <LinkActions company={company} link={link} onAsk={onAsk} />}
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
          {company.name}
        </Anchor>
        {company.externalId && (
          <div>
            <Code>{company.externalId}</Code>
          </div>
        )}
      </th>
      <td className="link-cell">
        <LinkStatusTag link={link} />
        {company.links.length > 1 && <span> {link?.integration.name}</span>}
        {link && <LinkReason link={link} />}
      </td>
      <td data-label={link && 'Business'}>{link && (link.business?.name ?? 'None yet')}</td>
      <td data-label={link && 'Access ends unless renewed'}>{link && <AccessEnd link={link} />}</td>
      <td>{children}</td>
    </tr>
  );
}
