import { type ReactNode, useState } from 'react';
import { useQuery } from 'urql';
import { LinkChoicesDocument, type LinkChoicesQuery } from '../gql/graphql.ts';
import { RequireScope } from '../session/viewer.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Name } from '../ui/name.tsx';
import { QueryState } from '../ui/query-state.tsx';
import type { LinkDialogRequest } from './company.ts';
import { LinkForm } from './link-form.tsx';
import { type CreatedLinkUrl, LinkUrl } from './link-url.tsx';

interface LinkDialogProps {
  readonly dialogRequest: LinkDialogRequest;
  readonly onClose: () => void;
  /** The link's status has changed, or the page showed an old one: read it again. */
  readonly onLinkChanged: () => void;
}

/** Creates a link URL and shows it. The API returns a link URL only once. */
export function LinkDialog({ dialogRequest, onClose, onLinkChanged }: LinkDialogProps) {
  /** The new URL. It is kept in this state only, so closing the dialog discards it. */
  const [created, setCreated] = useState<CreatedLinkUrl>();
  const { company, link } = dialogRequest;
  return (
    <Dialog
      onClose={onClose}
      // A click outside must not discard a URL that cannot be shown again.
      closeOnClickOutside={created === undefined}
      title={
        <>
          {created ? 'Link URL for' : 'Link'} <Name>{company.name}</Name>
        </>
      }
    >
      {created ? (
        <LinkUrl created={created} onClose={onClose} />
      ) : (
        <RequireScope scope="INTEGRATIONS_READ">
          <LinkChoices>
            {(choices) => (
              <LinkForm
                company={company}
                link={link}
                choices={choices}
                onCancel={onClose}
                onCreated={(url) => {
                  setCreated(url);
                  onLinkChanged();
                }}
                onLinkChanged={onLinkChanged}
              />
            )}
          </LinkChoices>
        </RequireScope>
      )}
    </Dialog>
  );
}

/** Reads what can be chosen for a link: the integrations with their countries, and the return URLs. */
function LinkChoices({ children }: { children: (choices: LinkChoicesQuery) => ReactNode }) {
  const [result, refetch] = useQuery({ query: LinkChoicesDocument });
  return (
    <QueryState what="the link options" result={result} onRetry={() => refetch({ requestPolicy: 'network-only' })}>
      {children}
    </QueryState>
  );
}
