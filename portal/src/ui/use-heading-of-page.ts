import { useEffect, useRef } from 'react';

/**
 * The heading of a list in pages. It gets the focus when another page of the list is shown, so that reading goes on at its
 * first row. `after`: the cursor after which the page begins.
 */
export function useHeadingOfPage(after: string | null) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(after);
  useEffect(() => {
    if (shown.current !== after) heading.current?.focus();
    shown.current = after;
  }, [after]);
  return heading;
}
