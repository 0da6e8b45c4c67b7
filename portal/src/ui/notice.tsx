import { Alert } from '@mantine/core';

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

/** What came of the last thing that was done on a page. Both regions are always there, so that it is read out. */
export function Notice({ said, onClose }: NoticeProps) {
  const message = said && <Message said={said} onClose={onClose} />;
  return (
    <div className="notices">
      <div role="status">{said?.kind === 'done' && message}</div>
      <div role="alert">{said?.kind !== 'done' && message}</div>
    </div>
  );
}

function Message({ said, onClose }: { said: Said; onClose: () => void }) {
  return (
    <Alert
      role="presentation"
      color={COLORS[said.kind]}
      title={said.title}
      withCloseButton
      closeButtonLabel="Close this message"
      onClose={onClose}
    >
      {said.text}
      {said.more?.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Alert>
  );
}
