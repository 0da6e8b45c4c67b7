import { Button, Checkbox, Group, NativeSelect, Stack, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { type ApiScope, CreateApiKeyDocument } from '../gql/graphql.ts';
import { useViewer } from '../session/viewer.tsx';
import { saidOfNew } from '../ui/error-words.ts';
import { Notice, type Said } from '../ui/notice.tsx';
import { endAfter, SCOPES } from './api-key-words.ts';

const LOOK =
  'Look at the list before you create it again. If it is there, revoke it: nobody has seen the key itself.';

const ENDS = [
  { value: '0', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
];

interface CreateKeyFormProps {
  readonly onCancel: () => void;
  /** With the key itself, which no later answer holds. */
  readonly onCreated: (key: string) => void;
}

export function CreateKeyForm({ onCancel, onCreated }: CreateKeyFormProps) {
  const own = useViewer().scopes;
  const [{ fetching }, create] = useMutation(CreateApiKeyDocument);
  const [problem, setProblem] = useState<Said>();
  const [faults, setFaults] = useState<{ name?: string; scopes?: string }>({});

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    const name = String(entered.get('name')).trim();
    const scopes = entered.getAll('scopes') as ApiScope[];
    const wrong = {
      ...(name === '' && { name: 'Give it a name by which you will know it.' }),
      ...(scopes.length === 0 && { scopes: 'Choose at least one: a key without a scope could do nothing.' }),
    };
    setFaults(wrong);
    if (Object.keys(wrong).length > 0) {
      const first = event.currentTarget.elements.namedItem(wrong.name ? 'name' : 'scopes');
      const input = first instanceof RadioNodeList ? first[0] : first;
      return input instanceof HTMLElement && input.focus();
    }
    const expiresAt = endAfter(Number(entered.get('ends')), new Date());
    const { data, error } = await create({ input: { name, scopes, expiresAt } });
    const result = data?.createApiKey;
    if (error !== undefined || result === undefined) return error && setProblem(saidOfNew(error, LOOK));
    if (result.__typename === 'CreateApiKeySuccess') return onCreated(result.key);
    setProblem({ kind: 'refused', title: 'The key was not created', text: result.message });
  }

  return (
    <section className="panel" aria-labelledby="create">
      <Title order={2} size="h4" id="create">
        Create a key
      </Title>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Notice said={problem} onClose={() => setProblem(undefined)} />
          <TextInput
            name="name"
            label="Name"
            required
            maxLength={100}
            error={faults.name}
            data-autofocus
            autoFocus
          />
          <Checkbox.Group label="Scopes" error={faults.scopes}>
            <Stack gap="xs" mt="xs">
              {SCOPES.map(({ scope, about }) => (
                <Checkbox
                  key={scope}
                  name="scopes"
                  value={scope}
                  label={`${about} (${scope})`}
                  disabled={!own.includes(scope)}
                  description={
                    own.includes(scope) ? undefined : 'Your own key lacks it and cannot hand it on'
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
