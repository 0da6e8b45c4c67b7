import { Button, Code, Group, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';
import { Moment } from '../ui/moment.tsx';

export interface MadeUrl {
  readonly linkUrl: string;
  readonly expiresAt: string;
  readonly warnings: readonly string[];
}

/** The one time that a link URL is shown. */
export function LinkUrl({ made, onClose }: { made: MadeUrl; onClose: () => void }) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => text.current?.focus(), []);
  return (
    <Stack>
      <p ref={text} tabIndex={-1} className="focus-start">
        Send this URL to the customer, and to nobody else: whoever opens it links their business to this
        company. Copy it now, it is shown this once.
      </p>
      <div className="copyable">
        <Code>{made.linkUrl}</Code>
        <CopyButton what="the link URL" text={made.linkUrl} />
      </div>
      <p>
        It ends when the link is made, or on <Moment at={made.expiresAt} />. A new URL ends this one.
      </p>
      {made.warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          I have copied it
        </Button>
      </Group>
    </Stack>
  );
}
