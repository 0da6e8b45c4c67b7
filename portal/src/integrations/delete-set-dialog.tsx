import { useMutation } from 'urql';
import { DeleteCredentialSetDocument } from '../gql/graphql.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { said } from '../ui/error-words.ts';
import type { Said } from '../ui/notice.tsx';
import { saidConflict } from './integration-words.ts';
import {
  countriesOnlyWith,
  currentSets,
  LAST_SET,
  orOf,
  type SavedSet,
  type Settings,
  whyNotDeletable,
} from './settings.ts';

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
    const text = result.__typename === 'LastCredentialSet' ? LAST_SET : result.message;
    onDone({ kind: 'refused', title: 'The keys were not deleted', text });
  }

  const why = set && whyNotDeletable(set, settings);
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
      blocked={why !== undefined}
    >
      {why && <p>{why}</p>}
      <p>They are erased for good; to use them again you need them from the developer portal.</p>
      <p>
        {lost.length > 0 && `No company in ${orOf(lost)} can be linked afterwards.`}
        {lost.length === 0 && set && nothingLost(set, settings)}
      </p>
    </ConfirmDialog>
  );
}

/** What deleting keys changes where no country is lost. A platform may know no countries. */
function nothingLost(set: SavedSet, settings: Settings): string {
  if (settings.supportedRegions.length > 0)
    return 'Your other keys cover the same countries: nothing becomes impossible to link.';
  const others = currentSets(settings).filter(({ id }) => id !== set.id);
  return others.length > 0
    ? 'Companies can still be linked with your other keys.'
    : 'No company can be linked afterwards.';
}
