import type { ReactNode } from 'react';

/** Shown in place of an empty list. */
export function EmptyState({ children }: { children: ReactNode }) {
  return <div className="panel quiet empty">{children}</div>;
}
