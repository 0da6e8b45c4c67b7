import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

interface PageProps {
  readonly title: string;
  /** The link to the parent page, shown above the title. */
  readonly eyebrow?: ReactNode;
  /** Beside the title: the page's main action or its state. */
  readonly aside?: ReactNode;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

let isFirst = true;

/** A page with its title as heading and in the browser tab. After a navigation the heading gets the focus. */
export function Page({ title, eyebrow, aside, lead, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Ledgerlink`;
  }, [title]);
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
            {title}
          </Title>
        </div>
        {aside}
      </header>
      {lead && <Text className="lead">{lead}</Text>}
      <div className="page-body">{children}</div>
    </>
  );
}
