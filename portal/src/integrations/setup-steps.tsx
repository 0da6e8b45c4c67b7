import { Title, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { STEPS } from './integration-labels.ts';
import type { Settings } from './integration-settings.ts';

export function SetupSteps({ steps }: { steps: Settings['setupSteps'] }) {
  return (
    <section className="panel" aria-labelledby="steps">
      <Title order={2} size="h4" id="steps">
        Set it up
      </Title>
      <ol className="steps">
        {steps.map(({ key, title, instructions, done }) => (
          <li key={key} data-done={done}>
            <span className="tick" aria-hidden="true">
              {done ? '✓' : ''}
            </span>
            <div>
              <strong>{title}</strong>
              <VisuallyHidden>{done ? ' (done)' : ' (still to do)'}</VisuallyHidden>
              {!done && <p className="quiet">{breakable(STEPS[key] ?? instructions)}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Lets a long URL break after each slash instead of within a word. */
function breakable(text: string): ReactNode {
  const slash = text.indexOf('/');
  if (slash < 0) return text;
  return (
    <>
      {text.slice(0, slash + 1)}
      <wbr />
      {breakable(text.slice(slash + 1))}
    </>
  );
}
