import { useState } from 'react';
import { useQuery } from 'urql';
import { LinkChoicesDocument } from '../gql/graphql.ts';
import { Dialog } from '../ui/dialog.tsx';
import { QueryState } from '../ui/query-state.tsx';
import type { AboutLink } from './company-words.ts';
import { LinkForm } from './link-form.tsx';
import { LinkUrl, type MadeUrl } from './link-url.tsx';

interface LinkDialogProps {
  readonly about: AboutLink;
  readonly onClose: () => void;
  /** The link stands elsewhere now, or never stood where the page shows it. */
  readonly onMoved: () => void;
}

/** Makes a link URL, and shows it the one time that it can be shown. */
export function LinkDialog({ about, onClose, onMoved }: LinkDialogProps) {
  const [result, ask] = useQuery({ query: LinkChoicesDocument });
  /** Here and nowhere else: gone when the dialog is closed. */
  const [made, setMade] = useState<MadeUrl>();
  const { company, link } = about;
  return (
    <Dialog
      onClose={onClose}
      // A click beside it must not lose a URL that cannot be shown again.
      closeOnClickOutside={made === undefined}
      title={made ? `Link URL for ${company.name}` : `Link ${company.name}`}
    >
      {made ? (
        <LinkUrl made={made} onClose={onClose} />
      ) : (
        <QueryState
          what="what can be linked"
          result={result}
          onRetry={() => ask({ requestPolicy: 'network-only' })}
        >
          {(choices) => (
            <LinkForm
              company={company}
              link={link}
              choices={choices}
              onCancel={onClose}
              onMade={(url) => {
                setMade(url);
                onMoved();
              }}
              onMoved={onMoved}
            />
          )}
        </QueryState>
      )}
    </Dialog>
  );
}
