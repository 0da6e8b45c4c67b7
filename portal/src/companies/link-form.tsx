import { Anchor, Button, Group, NativeSelect, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { Link as RouteLink } from 'wouter';
import { type LinkChoicesQuery, LinkCompanyDocument } from '../gql/graphql.ts';
import { failureNotice } from '../ui/error-messages.ts';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import type { LinkDialogRequest } from './company.ts';
import type { CreatedLinkUrl } from './link-url.tsx';

/** Each link URL ends the one before it. */
const NEW_URL = 'Try again, and send the customer only the URL that you then get: it ends any earlier one.';

interface LinkFormProps extends Pick<LinkDialogRequest, 'company' | 'link'> {
  readonly choices: LinkChoicesQuery;
  readonly onCancel: () => void;
  readonly onCreated: (url: CreatedLinkUrl) => void;
  readonly onLinkChanged: () => void;
}

/** Integration, country and return URL of a new link URL. A field with only one possible value is not shown. */
export function LinkForm({ company, link, choices, onCancel, onCreated, onLinkChanged }: LinkFormProps) {
  const [{ fetching }, linkCompany] = useMutation(LinkCompanyDocument);
  const [problem, setProblem] = useState<NoticeContent>();
  const offered = choices.integrations.filter(({ key, enabled }) => (link ? key === link.integration?.key : enabled));
  const [key, setKey] = useState(offered[0]?.key);
  const integration = offered.find((one) => one.key === key);
  if (integration === undefined || !integration.enabled)
    return <NothingEnabled name={integration?.name} integrationKey={integration?.key} />;

  const { returnUrls } = choices.viewer.workspace;
  const countries = integration.supportedRegions.filter(({ linkable }) => linkable);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (key === undefined) return;
    const entered = new FormData(event.currentTarget);
    const { data, error } = await linkCompany({
      mayReadIntegrations: true,
      input: {
        companyId: company.id,
        integrationKey: key,
        countryCode: String(entered.get('country') ?? '') || null,
        returnUrl: String(entered.get('returnUrl') ?? '') || null,
      },
    });
    const result = data?.linkCompany;
    if (error !== undefined || result === undefined) return error && setProblem(failureNotice(error, NEW_URL));
    if (result.__typename === 'LinkCompanySuccess') return onCreated(result);
    if (result.__typename === 'AlreadyLinked') onLinkChanged();
    setProblem({ kind: 'error', title: 'No link URL was created', text: result.message });
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Notice notice={problem} onClose={() => setProblem(undefined)} />
        <p>
          You get a URL to send to the customer. The customer signs in to {integration.name} there and confirms which
          business to link.
        </p>
        {offered.length > 1 && (
          <NativeSelect
            label="Integration"
            value={key}
            data={offered.map(({ key: value, name }) => ({ value, label: name }))}
            onChange={({ currentTarget: { value } }) => setKey(value)}
          />
        )}
        {countries.length > 1 && (
          <NativeSelect
            key={integration.key}
            name="country"
            label="Country of the business"
            description="If you choose it here, the customer is not asked"
            data={[
              { value: '', label: 'The customer chooses' },
              ...countries.map(({ countryCode, name, flag }) => ({
                value: countryCode,
                label: `${flag} ${name}`,
              })),
            ]}
          />
        )}
        {returnUrls.length > 0 && (
          <NativeSelect
            name="returnUrl"
            label="Return URL"
            description="Where the customer goes at the end"
            data={[{ value: '', label: 'None: show our own page' }, ...returnUrls]}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel} disabled={fetching}>
            Cancel
          </Button>
          <Button type="submit" loading={fetching} data-autofocus>
            Create the link URL
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function NothingEnabled({ name, integrationKey }: { name?: string; integrationKey?: string }) {
  return (
    <Stack>
      <p>
        {name
          ? `${name} is disabled, so no company can be linked through it.`
          : 'No integration is enabled, so no company can be linked yet.'}
      </p>
      <Anchor component={RouteLink} href={integrationKey ? `/integrations/${integrationKey}` : '/integrations'}>
        {name ? 'Enable it in its settings' : 'Set one up and enable it'}
      </Anchor>
    </Stack>
  );
}
