import { PasswordInput, TextInput } from '@mantine/core';
import type { Option } from './integration-settings.ts';

interface CredentialFieldsProps {
  readonly option: Option;
  /** The API's messages about rejected fields, by field name. */
  readonly faults: ReadonlyMap<string, string>;
  readonly disabled: boolean;
}

/** Uncontrolled inputs: a controlled one would repeat the secret in the `value` attribute of the page. */
export function CredentialFields({ option, faults, disabled }: CredentialFieldsProps) {
  return option.fields.map(({ name, label, secret, required, help }) => {
    const shared = {
      name,
      label,
      required,
      disabled,
      description: help,
      error: faults.get(name),
      spellCheck: false,
      autoCapitalize: 'none',
    };
    return secret ? (
      <PasswordInput
        key={name}
        {...shared}
        autoComplete="new-password"
        // Mantine sets this attribute on plain inputs only.
        aria-invalid={faults.has(name) || undefined}
        visibilityToggleButtonProps={{ 'aria-label': `Show the ${label.toLowerCase()}` }}
      />
    ) : (
      <TextInput key={name} {...shared} autoComplete="off" />
    );
  });
}
