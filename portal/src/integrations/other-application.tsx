import { Alert } from '@mantine/core';
import type { SavedSet } from './settings.ts';

interface OtherApplicationProps {
  readonly saved: SavedSet | undefined;
  /** As it is typed by now. */
  readonly clientId: string;
}

/** A client ID that was mistyped would quietly make a second application: says what another one means. */
export function OtherApplication({ saved, clientId }: OtherApplicationProps) {
  const isOther = saved !== undefined && clientId !== '' && clientId !== saved.clientId;
  return (
    <div role="status" className="notices">
      {isOther && (
        <Alert role="presentation" color="yellow" title="Another client ID">
          This is another application than {saved.clientId}. New links are made with it; the links that there
          are stay with the one before. For a new secret of the same application keep its client ID.
        </Alert>
      )}
    </div>
  );
}
