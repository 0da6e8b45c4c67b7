import { useMutation } from 'urql';
import { DeleteCredentialSetDocument } from '../gql/graphql.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { said } from '../ui/error-words.ts';
import type { Said } from '../ui/notice.tsx';
import { saidConflict } from './integration-words.ts';
import { countriesOnlyWith, listOf, type SavedSet, type Settings } from './settings.ts';

interface DeleteSetDialogProps {
  readonly settings: Settings;
  /** Undefined: closed. */
  readonly set: SavedSet | undefined;
  readonly onClose: () => void;
  readonly onDone: (said: Said, settings?: Settings) => void;
  readonly onMoved: () => void;
}

/** Says what would be lost before anything is. */
export function DeleteSetDialog({ settings, set, onClose, onDone, onMoved }: DeleteSetDialogProps) {
  const [{ fetching }, remove] = useMutation(DeleteCredentialSetDocument);

  async function confirm() {
    if (set === undefined) return;
    const input = { credentialSetId: set.id, expectedVersion: settings.version };
    const { data, error } = await remove({ input });
    onClose();
    const result = data?.deleteCredentialSet;
    if (error !== undefined || result === undefined) return error && onDone(said(error));
    if (result.__typename === 'DeleteCredentialSetSuccess') {
      const text = `The keys for API ${set.apiVersion} are erased.`;
      return onDone({ kind: 'done', title: 'The keys were deleted', text }, result.integration);
    }
    if (result.__typename === 'VersionConflict') {
      onMoved();
      return onDone(saidConflict(settings.name));
    }
    const last = 'They are the only keys of an enabled integration. Disable it first, or save other keys.';
    const text = result.__typename === 'LastCredentialSet' ? last : result.message;
    onDone({ kind: 'refused', title: 'The keys were not deleted', text });
  }

  const lost = set === undefined ? [] : countriesOnlyWith(set, settings);
  return (
    <ConfirmDialog
      title={`Delete the keys for API ${set?.apiVersion ?? ''}?`}
      opened={set !== undefined}
      confirm="Delete the keys"
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
    >
      {set && set.linkCount > 0 && (
        <p>
          {set.linkCount === 1 ? 'One link depends' : `${set.linkCount} links depend`} on them: while any
          does, they are not deleted. Unlink or relink those companies first.
        </p>
      )}
      <p>They are erased for good; to use them again you need them from the developer portal.</p>
      <p>
        {lost.length === 0
          ? 'Your other keys cover the same countries: nothing becomes impossible to link.'
          : `No company in ${listOf(lost)} can be linked afterwards.`}
      </p>
    </ConfirmDialog>
  );
}
