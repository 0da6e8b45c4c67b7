import { Anchor, Code, Title } from '@mantine/core';
import { CopyButton } from '../ui/copy-button.tsx';
import type { Settings } from './integration-settings.ts';

/** The callback URL to register, and links to the platform's developer portal and documentation. */
export function CallbackUrlPanel({ callbackUrl, developerPortalUrl, documentationUrl }: Settings) {
  return (
    <section className="panel" aria-labelledby="callback">
      <Title order={2} size="h4" id="callback">
        Callback URL
      </Title>
      <p className="quiet">Enter it exactly as shown where you register your application.</p>
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
