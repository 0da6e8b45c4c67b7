import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { isolated, Name } from './name.tsx';

interface PageProps {
  readonly title: string | { readonly name: string };
  /** The part of what the title names, for the browser tab. */
  readonly part?: string;
  /** The link to the parent page, shown above the title. */
  readonly eyebrow?: ReactNode;
  /** Beside the title: the page's main action or its state. */
  readonly aside?: ReactNode;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

let isFirst = true;

/** A page with its title as heading and in the browser tab. After a navigation the heading gets the focus. */
export function Page({ title, part, eyebrow, aside, lead, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = typeof title === 'string' ? title : isolated(title.name);
  const tabTitle = part === undefined ? name : `${part} · ${name}`;
  useEffect(() => {
    document.title = `${tabTitle} · Ledgerlink`;
  }, [tabTitle]);
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, []);
  return (
    <>
      <header className="page-header">
        <div>
          {eyebrow && <Text size="sm">{eyebrow}</Text>}
          <Title order={1} size="h2" ref={heading} tabIndex={-1}>
            {typeof title === 'string' ? title : <Name>{title.name}</Name>}
          </Title>
        </div>
        {aside}
      </header>
      {lead && <Text className="lead">{lead}</Text>}
      <div className="page-body">{children}</div>
    </>
  );
}
