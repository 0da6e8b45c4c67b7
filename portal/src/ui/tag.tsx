import type { ReactNode } from 'react';

export type Tone = 'good' | 'attention' | 'plain';

interface TagProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  readonly title?: string;
}

/** A short status label. The colour only repeats the text. */
export function Tag({ tone, title, children }: TagProps) {
  return (
    <span className="tag" data-tone={tone} title={title}>
      {children}
    </span>
  );
}
