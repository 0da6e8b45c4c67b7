import { Alert } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { keepInView } from './bring-into-view.ts';

export interface NoticeContent {
  readonly kind: 'success' | 'error' | 'conflict';
  readonly title: ReactNode;
  readonly text?: ReactNode;
  readonly details?: readonly string[];
}

const COLORS = { success: 'brand', error: 'red', conflict: 'yellow' } as const;

interface NoticeProps {
  readonly notice: NoticeContent | undefined;
  readonly onClose: () => void;
}

/**
 * The result of the user's last action on a page. Both live regions are always rendered, because screen readers
 * announce only changes of regions that already exist. A message outside the window is scrolled into view.
 */
export function Notice({ notice, onClose }: NoticeProps) {
  const status = useRef<HTMLDivElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (notice === undefined) return;
    const region = notice.kind === 'success' ? status : alert;
    return region.current === null ? undefined : keepInView(region.current);
  }, [notice]);
  const message = notice && <Message notice={notice} onClose={onClose} />;
  return (
    <div className="notices">
      <div role="status" ref={status} tabIndex={-1}>
        {notice?.kind === 'success' && message}
      </div>
      <div role="alert" ref={alert} tabIndex={-1}>
        {notice?.kind !== 'success' && message}
      </div>
    </div>
  );
}

function Message({ notice, onClose }: { notice: NoticeContent; onClose: () => void }) {
  const hasBody = notice.text !== undefined || (notice.details ?? []).length > 0;
  return (
    <Alert
      role="presentation"
      color={COLORS[notice.kind]}
      title={notice.title}
      withCloseButton
      closeButtonLabel="Close this message"
      onClose={onClose}
    >
      {hasBody && (
        <>
          {notice.text}
          {notice.details?.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </>
      )}
    </Alert>
  );
}
