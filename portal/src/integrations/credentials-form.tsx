import { Button, Radio, Stack, Title } from '@mantine/core';
import { type FormEvent, type RefObject, useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { SaveCredentialsDocument } from '../gql/graphql.ts';
import { failureNotice } from '../ui/error-messages.ts';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import { CredentialFields } from './credential-fields.tsx';
import { conflictNotice, savedNotice } from './integration-labels.ts';
import { clientIdIn, currentSets, type Option, type Settings, toCredentialsInput } from './integration-settings.ts';
import { OptionNotes } from './option-notes.tsx';
import { OtherApplicationWarning } from './other-application-warning.tsx';

interface CredentialsFormProps {
  readonly settings: Settings;
  readonly option: Option;
  readonly form: RefObject<HTMLFormElement | null>;
  readonly mayChange: boolean;
  readonly onChoose: (option: Option) => void;
  readonly onSaved: (notice: NoticeContent, settings: Settings) => void;
  readonly onRefused: (notice: NoticeContent) => void;
  /** The result of saving, shown beside the button. */
  readonly notice: NoticeContent | undefined;
  readonly onClose: () => void;
  readonly reread: () => Promise<void>;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The choice of credentials, their fields and the Save button. The API validates the fields. */
export function CredentialsForm(props: CredentialsFormProps) {
  const { settings, option, form, mayChange } = props;
  const [{ fetching }, save] = useMutation(SaveCredentialsDocument);
  const [faults, setFaults] = useState(NONE);
  const [clientId, setClientId] = useState('');

  // Move the focus to the first rejected field after its message is rendered.
  useEffect(() => {
    const first = option.fields.find(({ name }) => faults.has(name));
    const input = first && form.current?.elements.namedItem(first.name);
    if (input instanceof HTMLElement) input.focus();
  }, [faults, option, form]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    const values = Object.fromEntries(option.fields.map(({ name }) => [name, String(entered.get(name))]));
    const { data, error } = await save({
      input: {
        integrationKey: settings.key,
        credentials: toCredentialsInput(option, values),
        expectedVersion: settings.version,
        check: true,
      },
    });
    setFaults(NONE);
    const result = data?.saveCredentials;
    if (error !== undefined || result === undefined) return error && props.onRefused(failureNotice(error));
    switch (result.__typename) {
      case 'SaveCredentialsSuccess': {
        form.current?.reset();
        setClientId('');
        return props.onSaved(savedNotice(result), result.integration);
      }
      case 'CredentialsRejected': {
        setFaults(new Map(result.faults.map(({ field, message }) => [field, message])));
        const faultsOfOtherFields = result.faults.filter((fault) =>
          option.fields.every(({ name }) => name !== fault.field),
        );
        const details = faultsOfOtherFields.map(({ message }) => message);
        return props.onRefused({
          kind: 'error',
          title: 'The keys were not saved',
          text: 'Correct the marked fields.',
          details,
        });
      }
      case 'VersionConflict':
        await props.reread();
        return props.onRefused(conflictNotice(settings.name));
      default:
        return props.onRefused({ kind: 'error', title: 'The keys were not saved', text: result.message });
    }
  }

  const saved = currentSets(settings).find(({ apiVersion }) => apiVersion === option.apiVersion);
  return (
    <section className="panel" aria-labelledby="keys">
      <Title order={2} size="h4" id="keys">
        Secure keys
      </Title>
      <form ref={form} onSubmit={submit} onInput={() => setClientId(clientIdIn(form.current))} noValidate>
        <Stack>
          <Radio.Group
            label="What credentials do you have?"
            value={option.inputField}
            onChange={(chosen) => {
              setFaults(NONE);
              const next = settings.credentialOptions.find(({ inputField }) => inputField === chosen);
              if (next) props.onChoose(next);
            }}
          >
            <Stack gap="xs" mt="xs">
              {settings.credentialOptions.map(({ inputField, label }) => (
                <Radio key={inputField} value={inputField} label={label} disabled={!mayChange} />
              ))}
            </Stack>
          </Radio.Group>
          <OptionNotes option={option} saved={saved} />
          <CredentialFields key={option.inputField} option={option} faults={faults} disabled={!mayChange} />
          <OtherApplicationWarning saved={saved} clientId={clientId} />
          <Notice notice={props.notice} onClose={props.onClose} />
          <div>
            <Button type="submit" loading={fetching} disabled={!mayChange}>
              Save
            </Button>
          </div>
          {!mayChange && (
            <p className="quiet">Your API key lacks the scope INTEGRATIONS_WRITE, so it can read but not change.</p>
          )}
        </Stack>
      </form>
    </section>
  );
}
