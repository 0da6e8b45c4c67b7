import { type ReactNode, useRef, useState } from 'react';
import type { CombinedError } from 'urql';
import { useViewer } from '../session/viewer.tsx';
import { Notice, type Said } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryFailed } from '../ui/query-state.tsx';
import { Addresses } from './addresses.tsx';
import { CredentialsForm } from './credentials-form.tsx';
import { DeleteSetDialog } from './delete-set-dialog.tsx';
import { EnableDialog } from './enable-dialog.tsx';
import { EnableSwitch } from './enable-switch.tsx';
import { Regions } from './regions.tsx';
import { SavedSets } from './saved-sets.tsx';
import { beginWith, type Option, type SavedSet, type Settings } from './settings.ts';
import { SetupSteps } from './setup-steps.tsx';
import { StatusTag } from './status-tag.tsx';
import type { Switchable } from './use-switch.ts';

interface IntegrationSettingsProps {
  readonly read: Settings;
  readonly error: CombinedError | undefined;
  readonly back: ReactNode;
  readonly onAgain: () => void;
}

/** One integration's page: what to do, what is saved, the form, and the countries. */
export function IntegrationSettings({ read, error, back, onAgain }: IntegrationSettingsProps) {
  const [answered, setAnswered] = useState<Settings>();
  // A change's own answer is shown at once; what is read afterwards has its version or a later one.
  const settings = answered && answered.version > read.version ? answered : read;
  const [said, setSaid] = useState<Said>();
  /** Of the form, told there. */
  const [saidOfKeys, setSaidOfKeys] = useState<Said>();
  function tell(what: Said | undefined) {
    setSaidOfKeys(undefined);
    setSaid(what);
  }
  function tellOfKeys(what: Said) {
    setSaid(undefined);
    setSaidOfKeys(what);
  }
  const [toEnable, setToEnable] = useState<Switchable>();
  const [toDelete, setToDelete] = useState<SavedSet>();
  const preselected =
    settings.credentialOptions.find((one) => one.preselected) ?? settings.credentialOptions[0];
  const [chosen, setChosen] = useState(preselected?.inputField);
  const option = settings.credentialOptions.find(({ inputField }) => inputField === chosen) ?? preselected;
  const form = useRef<HTMLFormElement>(null);
  const mayChange = useViewer().scopes.includes('INTEGRATIONS_WRITE');
  const { name } = settings;

  function saved(what: Said, after: Settings) {
    setAnswered(after);
    tellOfKeys(what);
    if (!after.enabled) setToEnable(after);
  }
  function replace({ inputField }: Option, { clientId }: SavedSet) {
    setChosen(inputField);
    // Once the fields of this option are there.
    setTimeout(() => form.current && beginWith(form.current, clientId));
  }
  return (
    <Page
      title={name}
      eyebrow={<>{back} / Integration settings</>}
      aside={
        <div className="page-aside">
          <StatusTag status={settings.status} />
          <EnableSwitch integration={settings} mayChange={mayChange} onSaid={tell} onMoved={onAgain} />
        </div>
      }
    >
      {error && <QueryFailed error={error} onRetry={onAgain} />}
      <Notice said={said} onClose={() => setSaid(undefined)} />
      <div className="columns">
        <SetupSteps steps={settings.setupSteps} />
        <Addresses {...settings} />
      </div>
      <SavedSets settings={settings} mayChange={mayChange} onReplace={replace} onDelete={setToDelete} />
      {option && (
        <CredentialsForm
          settings={settings}
          option={option}
          form={form}
          mayChange={mayChange}
          onChoose={({ inputField }) => setChosen(inputField)}
          onSaved={saved}
          said={saidOfKeys}
          onClose={() => setSaidOfKeys(undefined)}
          onRefused={tellOfKeys}
          onMoved={onAgain}
        />
      )}
      {settings.supportedRegions.length > 0 && (
        <Regions regions={settings.supportedRegions} enabled={settings.enabled} />
      )}
      <EnableDialog
        integration={toEnable}
        name={name}
        onClose={() => setToEnable(undefined)}
        onSaid={tellOfKeys}
        onMoved={onAgain}
      />
      <DeleteSetDialog
        settings={settings}
        set={toDelete}
        onClose={() => setToDelete(undefined)}
        onDone={(what, after) => {
          if (after) setAnswered(after);
          tell(what);
        }}
        onMoved={onAgain}
      />
    </Page>
  );
}
