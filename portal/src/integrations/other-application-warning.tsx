import { Alert } from '@mantine/core';
import { Name } from '../ui/name.tsx';
import type { SavedSet } from './integration-settings.ts';

interface OtherApplicationWarningProps {
  readonly saved: SavedSet | undefined;
  /** The client ID typed so far. */
  readonly clientId: string;
}

/** Warns when the typed client ID differs from the saved one, because a mistyped one would add a second application. */
export function OtherApplicationWarning({ saved, clientId }: OtherApplicationWarningProps) {
  const isOther = saved !== undefined && clientId !== '' && clientId !== saved.clientId;
  return (
    <div role="status" className="notices">
      {isOther && (
        <Alert role="presentation" color="yellow" title="Another client ID">
          This is another application than <Name>{saved.clientId}</Name>. New links will use it. Existing links keep the
          earlier application. To enter a new secret of the same application, keep its client ID.
        </Alert>
      )}
    </div>
  );
}
