import type { ReactNode } from 'react';

/** There is nothing, and that is all right: what would be here. */
export function Empty({ children }: { children: ReactNode }) {
  return <div className="panel quiet empty">{children}</div>;
}
