import { Button, Checkbox, Code, Title } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from 'urql';
import { RotateWebhookSecretDocument, type RotateWebhookSecretMutation } from '../gql/graphql.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { failureNotice } from '../ui/error-messages.ts';
import { Moment } from '../ui/moment.tsx';
import type { NoticeContent } from '../ui/notice.tsx';
import { ShownOnce } from '../ui/shown-once.tsx';
import type { FullEndpoint } from './endpoint-view.tsx';

type Rotated = Extract<RotateWebhookSecretMutation['rotateWebhookSecret'], { secret: unknown }>;

const OVERLAP_HOURS = 24;
const MAKE_ANOTHER = 'Make another one. One that was never shown signs beside it until it ends, and does no harm.';

interface EndpointSecretsProps {
  readonly endpoint: FullEndpoint;
  readonly mayChange: boolean;
  readonly onRefused: (notice: NoticeContent) => void;
}

/** The secrets that sign now, and a new one. */
export function EndpointSecrets({ endpoint, mayChange, onRefused }: EndpointSecretsProps) {
  const [{ fetching }, rotate] = useMutation(RotateWebhookSecretDocument);
  const [isConfirming, setConfirming] = useState(false);
  const [hasLeaked, setLeaked] = useState(false);
  /** The new secret. It is kept in this state only, so leaving the page discards it. */
  const [rotated, setRotated] = useState<Rotated & { readonly hasLeaked: boolean }>();

  async function confirm() {
    const overlapHours = hasLeaked ? 0 : OVERLAP_HOURS;
    const { data, error } = await rotate({ input: { endpointId: endpoint.id, overlapHours } });
    setConfirming(false);
    const result = data?.rotateWebhookSecret;
    if (error !== undefined || result === undefined) return error && onRefused(failureNotice(error, MAKE_ANOTHER));
    if (result.__typename === 'RotateWebhookSecretSuccess') return setRotated({ ...result, hasLeaked });
    onRefused({ kind: 'error', title: 'There is no new secret', text: result.message });
  }
  return (
    <section className="panel" aria-labelledby="secrets">
      <Title order={2} size="h4" id="secrets">
        Signing secret
      </Title>
      {rotated && (
        <ShownOnce
          key={rotated.previousEndsAt}
          title="The new secret"
          what="the signing secret"
          secret={rotated.secret}
          onClose={() => setRotated(undefined)}
        >
          {rotated.hasLeaked ? (
            <p>The secret before does not sign any more.</p>
          ) : (
            <p>
              The secret before signs until <Moment at={rotated.previousEndsAt} />.
            </p>
          )}
        </ShownOnce>
      )}
      <ul className="plain">
        {endpoint.secrets.map(({ fingerprint, createdAt, endsAt }) => (
          <li key={fingerprint}>
            <Code>{fingerprint}</Code> made <Moment at={createdAt} />
            {endsAt && (
              <>
                , signs until <Moment at={endsAt} />
              </>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <div className="actions">
          <Button
            variant="default"
            onClick={() => {
              setLeaked(false);
              setConfirming(true);
            }}
          >
            Make a new secret
          </Button>
        </div>
      )}
      <ConfirmDialog
        title="Make a new secret?"
        opened={isConfirming}
        confirm="Make a new secret"
        onConfirm={confirm}
        onClose={() => setConfirming(false)}
        busy={fetching}
      >
        <p>
          For {OVERLAP_HOURS} hours each request is signed with both secrets, so that you can change it at your receiver
          without missing an event. After that only the new one signs.
        </p>
        <Checkbox
          label="The present secret has leaked: it ends at once"
          checked={hasLeaked}
          onChange={({ currentTarget }) => setLeaked(currentTarget.checked)}
        />
      </ConfirmDialog>
    </section>
  );
}
