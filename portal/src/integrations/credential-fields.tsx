import { PasswordInput, TextInput } from '@mantine/core';
import type { Option } from './settings.ts';

interface CredentialFieldsProps {
  readonly option: Option;
  /** What the API found wrong, by field. */
  readonly faults: ReadonlyMap<string, string>;
  readonly disabled: boolean;
}

/** The inputs hold what is typed by themselves: React would repeat it in an attribute of the page. */
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
        // The component itself says so of plain inputs alone.
        aria-invalid={faults.has(name) || undefined}
        visibilityToggleButtonProps={{ 'aria-label': `Show the ${label.toLowerCase()}` }}
      />
    ) : (
      <TextInput key={name} {...shared} autoComplete="off" />
    );
  });
}
