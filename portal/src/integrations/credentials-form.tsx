import { Button, Radio, Stack, Title } from '@mantine/core';
import { type FormEvent, type RefObject, useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { SaveCredentialsDocument } from '../gql/graphql.ts';
import { said } from '../ui/error-words.ts';
import { Notice, type Said } from '../ui/notice.tsx';
import { CredentialFields } from './credential-fields.tsx';
import { saidConflict } from './integration-words.ts';
import { OptionNotes } from './option-notes.tsx';
import { OtherApplication } from './other-application.tsx';
import { clientIdIn, currentSets, type Option, type Settings, toCredentialsInput } from './settings.ts';

interface CredentialsFormProps {
  readonly settings: Settings;
  readonly option: Option;
  readonly form: RefObject<HTMLFormElement | null>;
  readonly mayChange: boolean;
  readonly onChoose: (option: Option) => void;
  readonly onSaved: (said: Said, settings: Settings) => void;
  readonly onRefused: (said: Said) => void;
  /** What came of saving: told beside the button. */
  readonly said: Said | undefined;
  readonly onClose: () => void;
  readonly onMoved: () => void;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** "What credentials do you have?", their fields, and Save. What is wrong is told by the API, field by field. */
export function CredentialsForm(props: CredentialsFormProps) {
  const { settings, option, form, mayChange } = props;
  const [{ fetching }, save] = useMutation(SaveCredentialsDocument);
  const [faults, setFaults] = useState(NONE);
  const [clientId, setClientId] = useState('');

  // The first of them gets the focus, once its message stands beside it.
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
      },
    });
    setFaults(NONE);
    const result = data?.saveCredentials;
    if (error !== undefined || result === undefined) return error && props.onRefused(said(error));
    switch (result.__typename) {
      case 'SaveCredentialsSuccess': {
        form.current?.reset();
        setClientId('');
        const title = result.changed ? 'The keys were saved' : 'Exactly these keys were saved already';
        return props.onSaved({ kind: 'done', title, more: result.warnings }, result.integration);
      }
      case 'CredentialsRejected': {
        setFaults(new Map(result.faults.map(({ field, message }) => [field, message])));
        const elsewhere = result.faults.filter((fault) =>
          option.fields.every(({ name }) => name !== fault.field),
        );
        const more = elsewhere.map(({ message }) => message);
        return props.onRefused({
          kind: 'refused',
          title: 'The keys were not saved',
          text: 'Correct what is marked.',
          more,
        });
      }
      case 'VersionConflict':
        props.onMoved();
        return props.onRefused(saidConflict(settings.name));
      default:
        return props.onRefused({ kind: 'refused', title: 'The keys were not saved', text: result.message });
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
          <OtherApplication saved={saved} clientId={clientId} />
          <Notice said={props.said} onClose={props.onClose} />
          <div>
            <Button type="submit" loading={fetching} disabled={!mayChange}>
              Save
            </Button>
          </div>
          {!mayChange && (
            <p className="quiet">Your API key lacks the scope INTEGRATIONS_WRITE: it may only look.</p>
          )}
        </Stack>
      </form>
    </section>
  );
}
