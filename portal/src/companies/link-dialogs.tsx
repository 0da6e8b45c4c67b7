import type { Said } from '../ui/notice.tsx';
import type { AboutLink } from './company-words.ts';
import { LinkDialog } from './link-dialog.tsx';
import { UnlinkDialog } from './unlink-dialog.tsx';

interface LinkDialogsProps {
  /** Undefined: none is open. */
  readonly about: AboutLink | undefined;
  readonly onClose: () => void;
  readonly onSaid: (said: Said) => void;
  /** What the page shows may be different now. */
  readonly onMoved: () => void;
}

export function LinkDialogs({ about, onClose, onSaid, onMoved }: LinkDialogsProps) {
  return (
    <>
      {about?.kind === 'link' && <LinkDialog about={about} onClose={onClose} onMoved={onMoved} />}
      <UnlinkDialog
        about={about?.kind === 'unlink' ? about : undefined}
        onClose={onClose}
        onDone={(said) => {
          onSaid(said);
          onMoved();
        }}
      />
    </>
  );
}
