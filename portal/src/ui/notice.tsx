import { Alert } from '@mantine/core';

export interface Said {
  readonly kind: 'done' | 'refused' | 'moved';
  readonly title: string;
  readonly text?: string;
  readonly more?: readonly string[];
}

const COLORS = { done: 'brand', refused: 'red', moved: 'yellow' } as const;

/** What came of the last thing that was done on a page. The region is always there, so that it is read out. */
export function Notice({ said, onClose }: { said: Said | undefined; onClose: () => void }) {
  return (
    <div role={said?.kind === 'done' ? 'status' : 'alert'}>
      {said && (
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
      )}
    </div>
  );
}
