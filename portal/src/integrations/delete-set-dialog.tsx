import { useMutation } from 'urql';
import { DeleteCredentialSetDocument } from '../gql/graphql.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { failureNotice } from '../ui/error-messages.ts';
import type { NoticeContent } from '../ui/notice.tsx';
import { conflictNotice } from './integration-labels.ts';
import {
  countriesOnlyWith,
  currentSets,
  formatAlternatives,
  LAST_SET,
  type SavedSet,
  type Settings,
  whyNotDeletable,
} from './integration-settings.ts';

interface DeleteSetDialogProps {
  readonly settings: Settings;
  /** The set to delete. Undefined: the dialog is closed. */
  readonly set: SavedSet | undefined;
  readonly onClose: () => void;
  readonly onDone: (notice: NoticeContent, settings?: Settings) => void;
  readonly reread: () => Promise<void>;
}

/** Explains what is lost, then deletes a set of keys. */
export function DeleteSetDialog({ settings, set, onClose, onDone, reread }: DeleteSetDialogProps) {
  const [{ fetching }, remove] = useMutation(DeleteCredentialSetDocument);

  async function confirm() {
    if (set === undefined) return;
    const input = { credentialSetId: set.id, expectedVersion: settings.version };
    const { data, error } = await remove({ input });
    onClose();
    const result = data?.deleteCredentialSet;
    if (error !== undefined || result === undefined)
      return error && onDone(failureNotice(error, 'Try again. If there are no such keys then, they were deleted.'));
    if (result.__typename === 'DeleteCredentialSetSuccess') {
      const text = `The keys for API ${set.apiVersion} are deleted permanently.`;
      return onDone({ kind: 'success', title: 'The keys were deleted', text }, result.integration);
    }
    if (result.__typename === 'VersionConflict') {
      await reread();
      return onDone(conflictNotice(settings.name));
    }
    const text = result.__typename === 'LastCredentialSet' ? LAST_SET : result.message;
    onDone({ kind: 'error', title: 'The keys were not deleted', text });
  }

  const reason = set && whyNotDeletable(set, settings);
  const lostCountries = set === undefined ? [] : countriesOnlyWith(set, settings);
  return (
    <ConfirmDialog
      title={`Delete the keys for API ${set?.apiVersion ?? ''}?`}
      opened={set !== undefined}
      confirm="Delete the keys"
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
      blocked={reason !== undefined}
    >
      {reason && <p>{reason}</p>}
      <p>They are deleted permanently. To use them again, copy them from the developer portal.</p>
      <p>
        {lostCountries.length > 0 && `No company in ${formatAlternatives(lostCountries)} can be linked afterwards.`}
        {lostCountries.length === 0 && set && effectOnLinking(set, settings)}
      </p>
    </ConfirmDialog>
  );
}

/** What deleting keys changes where no country is lost. A platform may know no countries. */
function effectOnLinking(set: SavedSet, settings: Settings): string {
  if (settings.supportedRegions.length > 0)
    return 'Your other keys cover the same countries, so linking is not affected.';
  const others = currentSets(settings).filter(({ id }) => id !== set.id);
  return others.length > 0
    ? 'Companies can still be linked with your other keys.'
    : 'No company can be linked afterwards.';
}
