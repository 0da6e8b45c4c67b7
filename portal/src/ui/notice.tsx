import { Alert } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { keepInView } from './bring-into-view.ts';

export interface Said {
  readonly kind: 'done' | 'refused' | 'moved';
  readonly title: string;
  readonly text?: string;
  readonly more?: readonly string[];
}

const COLORS = { done: 'brand', refused: 'red', moved: 'yellow' } as const;

interface NoticeProps {
  readonly said: Said | undefined;
  readonly onClose: () => void;
}

/**
 * What came of the last thing that was done on a page. Both regions are always there, so that it is read out; what
 * would be out of sight comes into view.
 */
export function Notice({ said, onClose }: NoticeProps) {
  const done = useRef<HTMLDivElement>(null);
  const other = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (said === undefined) return;
    const region = said.kind === 'done' ? done : other;
    return region.current === null ? undefined : keepInView(region.current);
  }, [said]);
  const message = said && <Message said={said} onClose={onClose} />;
  return (
    <div className="notices">
      <div role="status" ref={done} tabIndex={-1}>
        {said?.kind === 'done' && message}
      </div>
      <div role="alert" ref={other} tabIndex={-1}>
        {said?.kind !== 'done' && message}
      </div>
    </div>
  );
}

function Message({ said, onClose }: { said: Said; onClose: () => void }) {
  const hasMore = said.text !== undefined || (said.more ?? []).length > 0;
  return (
    <Alert
      role="presentation"
      color={COLORS[said.kind]}
      title={said.title}
      withCloseButton
      closeButtonLabel="Close this message"
      onClose={onClose}
    >
      {hasMore && (
        <>
          {said.text}
          {said.more?.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </>
      )}
    </Alert>
  );
}
