import { Button, Code, Group, Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';
import { Moment } from '../ui/moment.tsx';

export interface CreatedLinkUrl {
  readonly linkUrl: string;
  readonly expiresAt: string;
  readonly warnings: readonly string[];
}

/** Shows a new link URL. The API returns a link URL only once. */
export function LinkUrl({ created, onClose }: { created: CreatedLinkUrl; onClose: () => void }) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => text.current?.focus(), []);
  return (
    <Stack>
      <p ref={text} tabIndex={-1} className="focus-start">
        Send this URL to the customer only. The person who opens it links their business to this company. Copy it now,
        because it is shown only once.
      </p>
      <div className="copyable">
        <Code>{created.linkUrl}</Code>
        <CopyButton what="the link URL" text={created.linkUrl} />
      </div>
      <p>
        It works until the company is linked, or until <Moment at={created.expiresAt} />. A new URL ends this one.
      </p>
      {created.warnings.map((warning) => (
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
