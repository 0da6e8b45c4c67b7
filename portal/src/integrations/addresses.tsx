import { Anchor, Code, Title } from '@mantine/core';
import { CopyButton } from '../ui/copy-button.tsx';
import type { Settings } from './settings.ts';

/** What to enter where the application is registered, and the way there. */
export function Addresses({ callbackUrl, developerPortalUrl, documentationUrl }: Settings) {
  return (
    <section className="panel" aria-labelledby="callback">
      <Title order={2} size="h4" id="callback">
        Callback URL
      </Title>
      <p className="quiet">Enter it, character for character, where you register your application.</p>
      <div className="copyable">
        <Code>{callbackUrl}</Code>
        <CopyButton what="the callback URL" text={callbackUrl} />
      </div>
      <p className="links">
        <Anchor href={developerPortalUrl} target="_blank" rel="noreferrer">
          Developer portal
        </Anchor>
        {documentationUrl && (
          <Anchor href={documentationUrl} target="_blank" rel="noreferrer">
            Documentation
          </Anchor>
        )}
      </p>
    </section>
  );
}
