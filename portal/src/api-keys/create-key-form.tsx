import { Button, Checkbox, Group, NativeSelect, Stack, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { type ApiScope, CreateApiKeyDocument } from '../gql/graphql.ts';
import { useViewer } from '../session/viewer.tsx';
import { uncertainCreateNotice } from '../ui/error-messages.ts';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import { expiryAfterDays, SCOPES } from './api-key.ts';

const CHECK_LIST_FIRST =
  'Check the list before you create it again. If it is there, revoke it, because the key itself was never shown.';

const ENDS = [
  { value: '0', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
];

interface CreateKeyFormProps {
  readonly onCancel: () => void;
  /** Receives the key itself. No later answer contains it. */
  readonly onCreated: (key: string) => void;
}

export function CreateKeyForm({ onCancel, onCreated }: CreateKeyFormProps) {
  const ownScopes = useViewer().scopes;
  const [{ fetching }, create] = useMutation(CreateApiKeyDocument);
  const [problem, setProblem] = useState<NoticeContent>();
  const [faults, setFaults] = useState<{ name?: string; scopes?: string }>({});

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    const name = String(entered.get('name')).trim();
    const scopes = entered.getAll('scopes') as ApiScope[];
    const found = {
      ...(name === '' && { name: 'Enter a name that tells you what the key is for.' }),
      ...(scopes.length === 0 && {
        scopes: 'Choose at least one scope. A key without scopes allows nothing.',
      }),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) {
      const first = event.currentTarget.elements.namedItem(found.name ? 'name' : 'scopes');
      const input = first instanceof RadioNodeList ? first[0] : first;
      return input instanceof HTMLElement && input.focus();
    }
    const expiresAt = expiryAfterDays(Number(entered.get('ends')), new Date());
    const { data, error } = await create({ input: { name, scopes, expiresAt } });
    const result = data?.createApiKey;
    if (error !== undefined || result === undefined)
      return error && setProblem(uncertainCreateNotice(error, CHECK_LIST_FIRST));
    if (result.__typename === 'CreateApiKeySuccess') return onCreated(result.key);
    setProblem({ kind: 'error', title: 'The key was not created', text: result.message });
  }

  return (
    <section className="panel" aria-labelledby="create">
      <Title order={2} size="h4" id="create">
        Create a key
      </Title>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Notice notice={problem} onClose={() => setProblem(undefined)} />
          <TextInput
            name="name"
            label="Name"
            required
            maxLength={100}
            dir="auto"
            error={faults.name}
            data-autofocus
            autoFocus
          />
          <Checkbox.Group label="Scopes" error={faults.scopes}>
            <Stack gap="xs" mt="xs">
              {SCOPES.map(({ scope, description }) => (
                <Checkbox
                  key={scope}
                  name="scopes"
                  value={scope}
                  label={`${description} (${scope})`}
                  disabled={!ownScopes.includes(scope)}
                  description={
                    ownScopes.includes(scope)
                      ? undefined
                      : 'Your own key does not have this scope, so it cannot grant it'
                  }
                />
              ))}
            </Stack>
          </Checkbox.Group>
          <NativeSelect name="ends" label="Ends" data={ENDS} />
          <Group>
            <Button type="submit" loading={fetching}>
              Create
            </Button>
            <Button variant="default" onClick={onCancel} disabled={fetching}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  );
}
