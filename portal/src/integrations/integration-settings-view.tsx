import { type ReactNode, useRef, useState } from 'react';
import type { CombinedError } from 'urql';
import { useViewer } from '../session/viewer.tsx';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryFailed } from '../ui/query-state.tsx';
import { CallbackUrlPanel } from './callback-url-panel.tsx';
import { CredentialsForm } from './credentials-form.tsx';
import { DeleteSetDialog } from './delete-set-dialog.tsx';
import { EnableDialog } from './enable-dialog.tsx';
import { EnableSwitch } from './enable-switch.tsx';
import { type Option, prefillClientId, type SavedSet, type Settings } from './integration-settings.ts';
import { Regions } from './regions.tsx';
import { SavedSets } from './saved-sets.tsx';
import { SetupSteps } from './setup-steps.tsx';
import { StatusTag } from './status-tag.tsx';
import type { Switchable } from './use-enable-integration.ts';

interface IntegrationSettingsViewProps {
  readonly loaded: Settings;
  readonly error: CombinedError | undefined;
  readonly back: ReactNode;
  readonly onReload: () => void;
  /** Reads the settings again, and is done when they are shown. */
  readonly reread: () => Promise<void>;
}

/** One integration's page: set-up steps, callback URL, saved keys, form and countries. */
export function IntegrationSettingsView({ loaded, error, back, onReload, reread }: IntegrationSettingsViewProps) {
  const [lastAnswer, setLastAnswer] = useState<Settings>();
  // Show a mutation's answer until a query has read the same version or a later one.
  const settings = lastAnswer && lastAnswer.version > loaded.version ? lastAnswer : loaded;
  const [notice, setNotice] = useState<NoticeContent>();
  /** The notice that is shown inside the form. */
  const [formNotice, setFormNotice] = useState<NoticeContent>();
  function showNotice(content: NoticeContent | undefined) {
    setFormNotice(undefined);
    setNotice(content);
  }
  function showFormNotice(content: NoticeContent) {
    setNotice(undefined);
    setFormNotice(content);
  }
  const [toEnable, setToEnable] = useState<Switchable>();
  const [toDelete, setToDelete] = useState<SavedSet>();
  const preselected =
    settings.credentialOptions.find((candidate) => candidate.preselected) ?? settings.credentialOptions[0];
  const [chosen, setChosen] = useState(preselected?.inputField);
  const option = settings.credentialOptions.find(({ inputField }) => inputField === chosen) ?? preselected;
  const form = useRef<HTMLFormElement>(null);
  const mayChange = useViewer().scopes.includes('INTEGRATIONS_WRITE');
  const { name } = settings;

  function finishSaving(content: NoticeContent, savedSettings: Settings) {
    setLastAnswer(savedSettings);
    showFormNotice(content);
    if (!savedSettings.enabled) setToEnable(savedSettings);
  }
  function replace({ inputField }: Option, { clientId }: SavedSet) {
    setChosen(inputField);
    // After React has rendered the fields of this option.
    setTimeout(() => form.current && prefillClientId(form.current, clientId));
  }
  return (
    <Page
      title={name}
      eyebrow={<>{back} / Integration settings</>}
      aside={
        <div className="page-aside">
          <StatusTag status={settings.status} />
          <EnableSwitch integration={settings} mayChange={mayChange} onNotice={showNotice} reread={reread} />
        </div>
      }
    >
      {error && <QueryFailed error={error} onRetry={onReload} />}
      <Notice notice={notice} onClose={() => setNotice(undefined)} />
      <div className="columns">
        <SetupSteps steps={settings.setupSteps} />
        <CallbackUrlPanel {...settings} />
      </div>
      <SavedSets settings={settings} mayChange={mayChange} onReplace={replace} onDelete={setToDelete} />
      {option && (
        <CredentialsForm
          settings={settings}
          option={option}
          form={form}
          mayChange={mayChange}
          onChoose={({ inputField }) => setChosen(inputField)}
          onSaved={finishSaving}
          notice={formNotice}
          onClose={() => setFormNotice(undefined)}
          onRefused={showFormNotice}
          reread={reread}
        />
      )}
      {settings.supportedRegions.length > 0 && (
        <Regions regions={settings.supportedRegions} enabled={settings.enabled} />
      )}
      <EnableDialog
        integration={toEnable}
        name={name}
        onClose={() => setToEnable(undefined)}
        onNotice={showFormNotice}
        reread={reread}
      />
      <DeleteSetDialog
        settings={settings}
        set={toDelete}
        onClose={() => setToDelete(undefined)}
        onDone={(content, newSettings) => {
          if (newSettings) setLastAnswer(newSettings);
          showNotice(content);
        }}
        reread={reread}
      />
    </Page>
  );
}
