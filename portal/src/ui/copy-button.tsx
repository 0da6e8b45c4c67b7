import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';

interface CopyButtonProps {
  /** The object's name for the button's accessible name: "Copy the callback URL". */
  readonly what: string;
  readonly text: string;
}

/** The clipboard API exists in secure contexts only. Elsewhere the deprecated `execCommand` still works. */
async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

export function CopyButton({ what, text }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), 3000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const labels = { copied: 'Copied', failed: 'Select it and copy it by hand' };
  return (
    <Button
      variant="default"
      size="xs"
      aria-label={outcome === undefined ? `Copy ${what}` : undefined}
      onClick={async () => setOutcome((await copy(text)) ? 'copied' : 'failed')}
    >
      <span aria-live="polite">{outcome === undefined ? 'Copy' : labels[outcome]}</span>
    </Button>
  );
}
